using Carousel.Data;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>
/// Makes the forecasts of a hierarchy add up: the medians of the bottom series are summed, the other quantiles come
/// from samples of all bottom series, added up.
/// </summary>
internal sealed class Reconciler
{
    private readonly ForecastDesign _design;
    private readonly Reconciliation _fitted;
    private readonly IReadOnlyList<Series> _series;
    private readonly Hierarchy _hierarchy;
    private readonly bool _isSmoothed;

    /// <summary>Prepares it.</summary>
    /// <param name="design">Horizon, targets and quantiles.</param>
    /// <param name="fitted">How forecasts are made to add up.</param>
    /// <param name="series">[N]: the sums and series.</param>
    /// <param name="isSmoothed">Whether simple forecasts answer, and not the network.</param>
    /// <exception cref="DataFormatException">They are not those of the training.</exception>
    /// <exception cref="ModelFileException">The errors or widths are not those of the series.</exception>
    public Reconciler(ForecastDesign design, Reconciliation fitted, IReadOnlyList<Series> series, bool isSmoothed)
    {
        (_design, _fitted, _series, _isSmoothed) = (design, fitted, series, isSmoothed);
        RequireSame(fitted.Nodes, [.. series.Select(s => s.Id ?? "")]);
        _hierarchy = Hierarchy.OfWhole(HierarchyForm.Parse(design.Hierarchy!), series);
        int errors = design.Horizon * design.TargetCount * _hierarchy.Bottom;
        if (fitted.Errors.Any(e => e.Length != errors) || fitted.Widths.Any(k => k.Count != _hierarchy.Levels.Count))
        {
            throw new ModelFileException(
                "The errors or widths of the hierarchy do not fit its series; the file was damaged or made by hand.");
        }
    }

    /// <summary>Replaces the quantiles of every origin that has a window of every series by coherent ones.</summary>
    /// <param name="table">The quantiles.</param>
    /// <param name="windows">[W].</param>
    public QuantileTable<Stage.Reconciled> Apply(
        QuantileTable<Stage.InUnits> table, IReadOnlyList<Window> windows)
    {
        IReadOnlyList<int[]> groups = OriginGroups.Of(_series, windows);
        if (groups.Count == 0)
        {
            return table.To<Stage.Reconciled>();
        }

        (int K, int Q) = (table.Targets, table.Shares.Count);
        double[] all = table.ToArray();
        double[][][][] simple = [.. Enumerable.Range(0, K).Select(k => Simple(windows, groups, k))];
        for (int cell = 0; cell < table.Horizon * K; cell++)
        {
            (int t, int k) = (cell / K, cell % K);
            double[][] noise = Noise(t, k);
            for (int g = 0; g < groups.Count; g++)
            {
                int[] group = groups[g];
                double[] values = Coherent(table, simple[k], g, group, t, k);
                double[][] samples = Samples(values, noise, _fitted.NonNegative[k]);
                for (int n = 0; n < group.Length; n++)
                {
                    Spread(
                        all.AsSpan(((group[n] * table.Horizon * K) + cell) * Q, Q), values[n], samples[n], n, k);
                }
            }
        }

        return new QuantileTable<Stage.Reconciled>(_design, all);
    }

    /// <summary>[M][groups][H]: the simple forecasts of one target; none where the network answers.</summary>
    private double[][][] Simple(IReadOnlyList<Window> windows, IReadOnlyList<int[]> groups, int k) =>
        !_isSmoothed ? [] :
    [
        .. Enumerable.Range(_hierarchy.Sums, _hierarchy.Bottom).Select(n => SimpleForecasts.Mean(
            _series[n], k, [.. groups.Select(g => windows[g[n]].Origin)], _design, _fitted.Weights[k])),
    ];

    /// <summary>The coherent medians of one step of one origin: [N].</summary>
    private double[] Coherent(QuantileTable table, double[][][] simple, int g, int[] group, int t, int k) => Summed(
        _hierarchy,
        m => !_isSmoothed || double.IsNaN(simple[m][g][t])
            ? table.MedianOf(group[_hierarchy.Sums + m], t, k)
            : simple[m][g][t],
        _fitted.NonNegative[k]);

    /// <summary>Forecasts of bottom series with their sums: [N].</summary>
    /// <param name="hierarchy">What adds up.</param>
    /// <param name="bottom">The forecast of a bottom series, 0 … M − 1.</param>
    /// <param name="isNonNegative">Whether one below 0 becomes 0, before it is added up.</param>
    public static double[] Summed(Hierarchy hierarchy, Func<int, double> bottom, bool isNonNegative)
    {
        var values = new double[hierarchy.Nodes.Count];
        for (int m = 0; m < hierarchy.Bottom; m++)
        {
            double value = bottom(m);
            values[hierarchy.Sums + m] = isNonNegative ? Math.Max(0, value) : value;
        }

        hierarchy.Sum(values);
        return values;
    }

    /// <summary>[samples][M]: errors of the bottom series at a step.</summary>
    private double[][] Noise(int t, int k)
    {
        double[][] errors = _fitted.ErrorsAt(t, k, _hierarchy.Bottom);
        if (errors.Length == 0)
        {
            return [];
        }

        var noise = new CoherentNoise(errors);
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
        int middle = _design.Median;
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

    private static void RequireSame(IReadOnlyList<string> trained, string[] found)
    {
        if (trained.SequenceEqual(found))
        {
            return;
        }

        string what = trained.Except(found).FirstOrDefault() is { } lacking
            ? $"lack '{lacking}'"
            : $"have '{found.Except(trained).FirstOrDefault() ?? found[0]}'";
        throw new DataFormatException(
            $"The rows {what}, unlike the training rows: a hierarchy always sums the same series. Pass rows of the "
            + $"{trained.Count} sums and series of the model, or train it again.");
    }
}
