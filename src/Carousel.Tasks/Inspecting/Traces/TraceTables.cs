using System.Globalization;
using System.Text;
using Carousel.Inspection.Traces;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Inspecting.Traces;

/// <summary>units.csv: a row for each unit of each layer.</summary>
internal static class TraceTables
{
    /// <summary>The file.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="hoursPerStep">Hours of a step; null where steps are no times.</param>
    public static JobFile Units(IReadOnlyList<LayerStatistics> layers, double? hoursPerStep)
    {
        TraceQuantity[] gates = [.. layers.SelectMany(l => l.Gates.Keys).Distinct().Order()];
        var text = new StringBuilder("layer,unit,mean,deviation,least,greatest,time_constant_steps");
        text.Append(hoursPerStep is null ? "" : ",time_constant_hours");
        foreach (string key in gates.Select(QuantityNames.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $",{key}_mean,{key}_under_0.1,{key}_over_0.9");
        }

        text.Append(",order,dead,duplicate_of,correlation\n");
        foreach (LayerStatistics layer in layers)
        {
            Layer(text, layer, gates, hoursPerStep);
        }

        return JobFile.OfText("units.csv", text.ToString());
    }

    /// <summary>spikes.csv: a row for each spike of the input gates.</summary>
    /// <param name="reading">What was read.</param>
    public static JobFile Spikes(TraceReading reading)
    {
        var text = new StringBuilder("layer,sequence,step,name,level\n");
        foreach (LayerStatistics layer in reading.Layers)
        {
            foreach ((int place, double level) in reading.Spikes.GetValueOrDefault(layer.Layer) ?? [])
            {
                (InspectedSequence sequence, int step) = reading.At(place);
                string name = step < sequence.StepNames.Count ? sequence.StepNames[step] : "";
                text.Append(CultureInfo.InvariantCulture, $"{CsvCell.Of(layer.Layer)},{CsvCell.Of(sequence.Name)},{step},{CsvCell.Of(name)}");
                Number(text, level);
                text.Append('\n');
            }
        }

        return JobFile.OfText("spikes.csv", text.ToString());
    }

    private static void Layer(StringBuilder text, LayerStatistics layer, TraceQuantity[] gates, double? hoursPerStep)
    {
        var places = new int[layer.Units];
        for (int place = 0; place < places.Length; place++)
        {
            places[layer.Order[place]] = place;
        }

        HashSet<int> dead = [.. layer.Dead()];
        Dictionary<int, DuplicateUnit> duplicates = layer.Duplicates().ToDictionary(d => d.Unit);
        for (int u = 0; u < layer.Units; u++)
        {
            double constant = layer.TimeConstants.Count > 0 ? layer.TimeConstants[u] : double.NaN;
            text.Append(CsvCell.Of(layer.Layer)).Append(',').Append(u);
            foreach (double value in new[] { layer.Mean[u], layer.Deviation[u], layer.Least[u], layer.Greatest[u], constant })
            {
                Number(text, value);
            }

            if (hoursPerStep is { } hours)
            {
                Number(text, constant * hours);
            }

            foreach (TraceQuantity gate in gates)
            {
                GateShares? shares = layer.Gates.GetValueOrDefault(gate);
                Number(text, shares?.Mean[u] ?? double.NaN);
                Number(text, shares?.Low[u] ?? double.NaN);
                Number(text, shares?.High[u] ?? double.NaN);
            }

            DuplicateUnit? duplicate = duplicates.GetValueOrDefault(u);
            text.Append(CultureInfo.InvariantCulture, $",{places[u]},{(dead.Contains(u) ? 1 : 0)},{duplicate?.Of}");
            Number(text, duplicate?.Correlation ?? double.NaN);
            text.Append('\n');
        }
    }

    // A gate that never closes keeps for ever: inf. What there is not is empty.
    private static void Number(StringBuilder text, double value) => text.Append(CultureInfo.InvariantCulture, $",{(double.IsNaN(value) ? "" : double.IsPositiveInfinity(value) ? "inf" : value.ToString("G6", CultureInfo.InvariantCulture))}");
}
