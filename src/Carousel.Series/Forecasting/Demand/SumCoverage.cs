namespace Carousel.Forecasting;

/// <summary>How many sums over the horizon lay inside their intervals, in the windows of a backtest.</summary>
/// <param name="Sums">Windows and targets whose sums are known.</param>
/// <param name="Inside">By level in percent: how many lay inside, ends among it.</param>
internal sealed record SumCoverage(int Sums, IReadOnlyDictionary<double, int> Inside)
{
    /// <summary>Counts.</summary>
    /// <param name="paths">Makes sums.</param>
    /// <param name="table">Forecasts in the unit of the data.</param>
    /// <param name="truth">[W, H, K]; NaN where missing.</param>
    /// <param name="levels">The intervals in percent.</param>
    /// <returns>The counts; null where no sum is known.</returns>
    public static SumCoverage? Of(
        SamplePaths paths, QuantileTable table, IReadOnlyList<float> truth, IReadOnlyList<double> levels)
    {
        var inside = levels.ToDictionary(l => l, _ => 0);
        int sums = 0;
        for (int w = 0; w < table.Windows; w++)
        {
            for (int k = 0; k < table.Targets; k++)
            {
                double sum = Enumerable.Range(w * table.Horizon, table.Horizon)
                    .Sum(step => (double)truth[(step * table.Targets) + k]);
                if (double.IsNaN(sum))
                {
                    continue;
                }

                sums++;
                foreach ((double level, (_, double low, double high)) in levels.Zip(paths.Sums(table, w, k, levels)))
                {
                    inside[level] += sum >= low && sum <= high ? 1 : 0;
                }
            }
        }

        return sums == 0 ? null : new SumCoverage(sums, inside);
    }

    /// <summary>The share inside, by the name of the measure.</summary>
    public IEnumerable<(string Key, double Share)> Measures() => Inside.Select(
        i => (Invariant.Of($"sum_coverage_{i.Key}"), (double)i.Value / Sums));

    /// <summary>For a person.</summary>
    /// <param name="level">Which interval.</param>
    public string Sentence(double level) => Invariant.Of(
        $"The {level} % interval of the sum over the horizon holds {Inside[level]:N0} of {Sums:N0} sums "
        + $"({100.0 * Inside[level] / Sums:0.0} %).");
}
