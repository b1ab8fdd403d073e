using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Networks;

namespace Carousel.Inspection.Looks;

/// <summary>units.csv: a row for each unit of each layer.</summary>
internal static class TraceTables
{
    /// <summary>The file.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="hoursPerStep">Hours of a step; null if steps are not times.</param>
    public static JobFile Units(IReadOnlyList<LayerStatistics> layers, double? hoursPerStep)
    {
        TraceQuantity[] gates = [.. layers.SelectMany(l => l.Gates.Keys).Distinct().Order()];
        IEnumerable<string> ofGates = gates.Select(QuantityNames.Key)
            .SelectMany(key => new[] { $"{key}_mean", $"{key}_under_0.1", $"{key}_over_0.9" });
        string[] constants = hoursPerStep is null
            ? ["time_constant_steps"]
            : ["time_constant_steps", "time_constant_hours"];
        var table = new CsvText(string.Join(
            ',',
            [
                "layer,unit,mean,deviation,least,greatest", .. constants, .. ofGates,
                "order,dead,duplicate_of,correlation",
            ]));
        foreach (LayerStatistics layer in layers)
        {
            int[] order = [.. layer.Order];
            HashSet<int> dead = [.. layer.Dead()];
            Dictionary<int, DuplicateUnit> duplicates = layer.Duplicates().ToDictionary(d => d.Unit);
            for (int u = 0; u < layer.Units; u++)
            {
                double constant = layer.TimeConstants.Count > 0 ? layer.TimeConstants[u] : double.NaN;
                double[] values =
                [
                    layer.Mean[u], layer.Deviation[u], layer.Least[u], layer.Greatest[u], constant,
                    .. hoursPerStep is { } hours
                        ? [constant * hours]
                        : Array.Empty<double>(),
                    .. gates.SelectMany(
                        g => layer.Gates.GetValueOrDefault(g) is { } shares
                            ? [shares.Mean[u], shares.Low[u], shares.High[u]]
                            : new[] { double.NaN, double.NaN, double.NaN }),
                ];
                table.Add($"{layer.Layer},{u}");
                foreach (double value in values)
                {
                    table.Add($",{Number(value)}");
                }

                DuplicateUnit? duplicate = duplicates.GetValueOrDefault(u);
                table.Row(
                    $",{Array.IndexOf(order, u)},{(dead.Contains(u) ? 1 : 0)},{duplicate?.Of},"
                    + $"{Number(duplicate?.Correlation ?? double.NaN)}");
            }
        }

        return table.ToFile("units.csv");
    }

    /// <summary>spikes.csv: a row for each spike of the input gates.</summary>
    /// <param name="reading">What was read.</param>
    public static JobFile Spikes(TraceReading reading)
    {
        var table = new CsvText("layer,sequence,step,name,level");
        foreach (LayerStatistics layer in reading.Layers)
        {
            foreach ((int place, double level) in reading.Spikes.GetValueOrDefault(layer.Layer) ?? [])
            {
                (InspectedSequence sequence, int step) = reading.At(place);
                table.Row($"{layer.Layer},{sequence.Name},{step},{sequence.NameAt(step)},{Number(level)}");
            }
        }

        return table.ToFile("spikes.csv");
    }

    // A gate that never closes keeps for ever: inf. Missing values are empty.
    private static string Number(double value) =>
        double.IsNaN(value) ? ""
            : double.IsPositiveInfinity(value) ? "inf"
            : Invariant.Of($"{value:G6}");
}
