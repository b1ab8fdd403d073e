using Carousel.Data;

namespace Carousel.Forecasting.Hierarchies;

/// <summary>
/// Makes the forecasts of a hierarchy add up: the medians by bottom-up sums or minimum trace, the other quantiles from
/// samples of all bottom series, added up.
/// </summary>
internal sealed class Reconciler
{
    private readonly ForecastDesign _design;
    private readonly Reconciliation _fitted;
    private readonly IReadOnlyList<Series> _series;
    private readonly Hierarchy _hierarchy;
    private readonly Dictionary<(int Step, int Target), ReconciledStep> _steps = [];

    /// <summary>Prepares it.</summary>
    /// <param name="design">Horizon, targets and quantiles.</param>
    /// <param name="fitted">How forecasts are made to add up.</param>
    /// <param name="series">[N]: the sums and series.</param>
    /// <exception cref="DataFormatException">They are not those of the training.</exception>
    public Reconciler(ForecastDesign design, Reconciliation fitted, IReadOnlyList<Series> series)
    {
        (_design, _fitted, _series) = (design, fitted, series);
        RequireSame(fitted.Nodes, [.. series.Select(s => s.Id ?? "")]);
        _hierarchy = Hierarchy.OfWhole(HierarchyForm.Parse(design.Hierarchy!), series);
    }

    /// <summary>Replaces the quantiles of every origin that has a window of every series by coherent ones.</summary>
    /// <param name="table">[W, H, K, Q] in the unit of the data.</param>
    /// <param name="windows">[W].</param>
    public void Apply(QuantileTable table, IReadOnlyList<Window> windows)
    {
        IReadOnlyList<int[]> groups = OriginGroups.Of(_series, windows);
        if (_fitted.Method == ForecastReconciliation.None || groups.Count == 0)
        {
            return;
        }

        double[][][][] simple = [.. Enumerable.Range(0, _design.TargetCount).Select(k => Simple(windows, groups, k))];
        ForEachCell((t, k) =>
        {
            double[][] noise = Noise(t, k);
            for (int g = 0; g < groups.Count; g++)
            {
                int[] group = groups[g];
                double[] values = Coherent(table, simple[k], g, group, t, k);
                double[][] samples = Samples(values, noise, _fitted.NonNegative[k]);
                for (int n = 0; n < group.Length; n++)
                {
                    Spread(table[group[n], t, k], values[n], samples[n], n, k);
                }
            }
        });
    }

    /// <summary>[N][groups][H]: the simple forecasts of one target.</summary>
    private double[][][] Simple(IReadOnlyList<Window> windows, IReadOnlyList<int[]> groups, int k) =>
    [
        .. _series.Select((s, n) => _fitted.Simple(
            s, _hierarchy.Nodes[n].Level, k, [.. groups.Select(g => windows[g[n]].Origin)], _design)),
    ];

    /// <summary>The coherent medians of one step of one origin: [N].</summary>
    private double[] Coherent(QuantileTable table, double[][][] simple, int g, int[] group, int t, int k)
    {
        var values = new double[group.Length];
        for (int n = 0; n < values.Length; n++)
        {
            double share = _fitted.SimpleShares[k][_hierarchy.Nodes[n].Level];
            values[n] = Mixed(table.MedianOf(group[n], t, k), simple[n][g][t], share);
        }

        StepOf(t, k).Apply(values, _fitted.NonNegative[k]);
        return values;
    }

    /// <summary>A forecast with some of the simple ones.</summary>
    public static double Mixed(double forecast, double simple, double share) =>
        double.IsNaN(simple) ? forecast : forecast + (share * (simple - forecast));

    /// <summary>[samples][M]: errors of the bottom series at a step.</summary>
    private double[][] Noise(int t, int k)
    {
        if (StepOf(t, k).Noise is not { } noise)
        {
            return [];
        }

        var drawn = new double[CoherentNoise.Samples][];
        for (int p = 0; p < drawn.Length; p++)
        {
            drawn[p] = new double[_hierarchy.Bottom];
            noise.Draw(p, drawn[p]);
        }

        return drawn;
    }

    /// <summary>[N][samples], each ascending: samples of every node; of the bottom series, added up.</summary>
    private double[][] Samples(double[] values, double[][] noise, bool isNonNegative)
    {
        double[][] samples = [.. values.Select(_ => new double[noise.Length])];
        var all = new double[values.Length];
        for (int p = 0; p < noise.Length; p++)
        {
            for (int i = 0; i < noise[p].Length; i++)
            {
                double value = values[_hierarchy.Sums + i] + noise[p][i];
                all[_hierarchy.Sums + i] = isNonNegative ? Math.Max(0, value) : value;
            }

            _hierarchy.Sum(all);
            for (int n = 0; n < all.Length; n++)
            {
                samples[n][p] = all[n];
            }
        }

        foreach (double[] own in samples)
        {
            Array.Sort(own);
        }

        return samples;
    }

    /// <summary>
    /// Quantiles around the coherent median: as far from it as the samples lie, times the width of the node's level.
    /// </summary>
    private void Spread(Span<double> quantiles, double median, double[] samples, int node, int target)
    {
        IReadOnlyList<double> widths = _fitted.Widths[target][_hierarchy.Nodes[node].Level];
        double least = _fitted.NonNegative[target] ? 0 : double.NegativeInfinity;
        int middle = _design.Quantiles.ToList().IndexOf(0.5);
        double far = 0;
        for (int q = middle - 1; q >= 0; q--)
        {
            far = Math.Max(far, widths[q] * (median - At(samples, _design.Quantiles[q], median)));
            quantiles[q] = Math.Max(least, median - far);
        }

        far = 0;
        for (int q = middle + 1; q < quantiles.Length; q++)
        {
            far = Math.Max(far, widths[q] * (At(samples, _design.Quantiles[q], median) - median));
            quantiles[q] = median + far;
        }

        quantiles[middle] = median;
    }

    private static double At(double[] sorted, double share, double otherwise) =>
        sorted.Length == 0 ? otherwise : SamplePaths.At(sorted, share);

    private ReconciledStep StepOf(int t, int k)
    {
        if (!_steps.TryGetValue((t, k), out ReconciledStep? step))
        {
            step = new ReconciledStep(_hierarchy, _fitted.Method, _fitted.ErrorsAt(t, k));
            _steps.Add((t, k), step);
        }

        return step;
    }

    private static void RequireSame(IReadOnlyList<string> trained, string[] found)
    {
        if (trained.SequenceEqual(found, StringComparer.Ordinal))
        {
            return;
        }

        string what = trained.Except(found, StringComparer.Ordinal).FirstOrDefault() is { } lacking
            ? $"lack '{lacking}'"
            : $"have '{found.Except(trained, StringComparer.Ordinal).FirstOrDefault() ?? found[0]}'";
        throw new DataFormatException(
            $"The rows {what}, unlike those of the training: the sums of a hierarchy are over the same series. Pass "
            + $"rows of the {trained.Count} sums and series that the model knows, or train it again.");
    }

    private void ForEachCell(Action<int, int> cell)
    {
        for (int t = 0; t < _design.Horizon; t++)
        {
            for (int k = 0; k < _design.TargetCount; k++)
            {
                cell(t, k);
            }
        }
    }
}
