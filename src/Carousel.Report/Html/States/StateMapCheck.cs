namespace Carousel.Report.Html;

/// <summary>Says what is wrong with a map before anything of its page is written.</summary>
internal static class StateMapCheck
{
    /// <summary>Throws where a map does not fit together.</summary>
    /// <exception cref="ArgumentException">Quantities, units, spans, names or marks do not fit the recorded
    /// steps.</exception>
    public static void Require(StateMap map)
    {
        if (map.Quantities.Count == 0)
        {
            throw new ArgumentException($"Map '{map.Title}' has no quantity, expected one at least.");
        }

        StateMapRecorder first = map.Quantities[0].Values;
        foreach (StateMapQuantity quantity in map.Quantities)
        {
            if (quantity.Values.Steps != first.Steps)
            {
                throw new ArgumentException(
                    $"Map '{map.Title}': '{quantity.Name}' has {quantity.Values.Steps} steps, expected {first.Steps} "
                    + $"as '{map.Quantities[0].Name}' has.");
            }
        }

        foreach (StateMapUnit unit in map.Units)
        {
            int units = map.Quantities.Min(quantity => quantity.Values.Units);
            if ((uint)unit.Index >= (uint)units)
            {
                throw new ArgumentException(
                    $"Map '{map.Title}': '{unit.Name}' is value {unit.Index} of the recorded rows, expected 0 "
                    + $"to {units - 1}.");
            }

            foreach (StateMapSpan span in unit.Spans.Where(
                span => span.From < 0 || span.To <= span.From || span.To > first.Steps))
            {
                throw new ArgumentException(
                    $"Map '{map.Title}': '{unit.Name}' has a span from step {span.From} to before {span.To}, expected "
                    + $"steps from 0 to before {first.Steps}.");
            }
        }

        if (map.Units.CountBy(unit => unit.Index).FirstOrDefault(index => index.Value > 1) is { Value: > 1 } twice)
        {
            throw new ArgumentException($"Map '{map.Title}' has two units with index {twice.Key}, expected each once.");
        }

        if (map.StepNames.Count > 0 && map.StepNames.Count != first.Steps)
        {
            throw new ArgumentException(
                $"Map '{map.Title}' has {map.StepNames.Count} names of steps, expected {first.Steps}.");
        }

        foreach (Marker mark in map.Marks.Where(mark => (uint)mark.Position >= (uint)first.Steps))
        {
            throw new ArgumentException(
                $"Map '{map.Title}': mark '{mark.Label}' is at step {mark.Position}, expected 0 to {first.Steps - 1}.");
        }
    }
}
