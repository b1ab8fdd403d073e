using Carousel.Data;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Networks;

namespace Carousel.Inspection.Looks;

/// <summary>The figures of a layer, with sentences about them.</summary>
/// <param name="layer">The layer.</param>
/// <param name="number">Which of the network's recurrent layers it is, from 1.</param>
/// <param name="reading">All that was read.</param>
internal sealed class TraceFigures(LayerStatistics layer, int number, TraceReading reading)
{
    private const double High = 0.9, Low = 0.1;
    private const double HoursOfADay = 24;

    /// <summary>Its finite time constants, in hours where steps have hours, ascending.</summary>
    public double[] Constants { get; } =
    [
        .. layer.TimeConstants.Where(double.IsFinite).Select(c => c * (reading.Model.HoursPerStep ?? 1)).Order(),
    ];

    /// <summary>The gate that keeps; null for a layer without.</summary>
    public TraceQuantity? Keeping => layer.Gates.ContainsKey(TraceQuantity.ForgetGate) ? TraceQuantity.ForgetGate
        : layer.Gates.ContainsKey(TraceQuantity.UpdateGate) ? TraceQuantity.UpdateGate : null;

    /// <summary>The measured figures.</summary>
    public IEnumerable<MeasuredFigure> Figures()
    {
        string Name(string figure) => $"layer_{number}_{figure}";
        yield return new(Name("units"), layer.Units);
        foreach ((TraceQuantity gate, GateShares shares) in layer.Gates.OrderBy(g => g.Key))
        {
            yield return new(
                Name($"{QuantityNames.Key(gate)}_under_0.1"), shares.Low.Average(),
                reading.Interval(layer.Layer, gate, t => t.Low));
            yield return new(
                Name($"{QuantityNames.Key(gate)}_over_0.9"), shares.High.Average(),
                reading.Interval(layer.Layer, gate, t => t.High));
        }

        if (Constants.Length > 0)
        {
            string unit = reading.Model.HoursPerStep is null ? "steps" : "hours";
            yield return new(Name($"time_constant_{unit}_tenth"), At(Low));
            yield return new(Name($"time_constant_{unit}_median"), At(0.5));
            yield return new(Name($"time_constant_{unit}_nine_tenths"), At(High));
        }

        if (reading.Spikes.TryGetValue(layer.Layer, out List<(int Place, double Level)>? spikes))
        {
            yield return new(Name("spikes"), spikes.Count);
        }

        yield return new(Name("dead_units"), layer.Dead().Count);
        yield return new(Name("duplicate_units"), layer.Duplicates().Count);
    }

    /// <summary>What they say, in one sentence.</summary>
    public string Sentence()
    {
        var parts = new List<string>();
        if (Keeping is { } gate && Constants.Length > 0)
        {
            GateShares shares = layer.Gates[gate];
            // Few people think in hours: weeks are given in weeks first.
            double scale = reading.Model.HoursPerStep ?? 1;
            bool isLong = scale > HoursOfADay;
            int decimals = FigureText.Decimals([At(Low) / (isLong ? scale : 1)]);
            string unit = isLong ? $"{reading.Model.StepName}s" : reading.TimeUnit,
                hours = isLong
                    ? $" ({FigureText.Number(At(0.5), 0)}, {FigureText.Number(At(High), 0)} "
                        + $"and {FigureText.Number(At(Low), 0)} hours)"
                    : "";
            parts.Add(
                $"half of the units keep their content for more than {Text(At(0.5))} {unit}, a tenth for more "
                + $"than {Text(At(High))} and a tenth for less than {Text(At(Low))}{hours}");
            parts.Add(
                $"the {QuantityNames.Words(gate)} is open (over 0.9) at {FigureText.Percent(shares.High.Average())} of "
                + $"steps and shut (under 0.1) at {FigureText.Percent(shares.Low.Average())}");

            string Text(double value) => FigureText.Number(isLong ? value / scale : value, Math.Min(decimals, 2));
        }

        if (reading.Spikes.TryGetValue(layer.Layer, out List<(int Place, double Level)>? spikes))
        {
            parts.Add(
                $"{FigureText.Counted(layer.SpikeUnits.Count, "unit")} with input gates that open "
                + $"rarely {(layer.SpikeUnits.Count == 1 ? "spikes" : "spike together")} "
                + $"at {FigureText.Count(spikes.Count)} steps");
        }

        parts.Add($"{Counted(layer.Dead().Count)} dead and {Counted(layer.Duplicates().Count)} like another");
        return $"{LayerNames.Shown(layer.Layer)}, {FigureText.Counted(layer.Units, "unit")}: "
            + $"{string.Join("; ", parts)}.";
    }

    /// <summary>A quantile of the finite time constants.</summary>
    public double At(double share) => SortedValues.Quantile<double>(Constants, share);

    private static string Counted(int units) =>
        units == 0 ? "no unit is" : units == 1 ? "1 unit is" : $"{FigureText.Count(units)} units are";
}
