using Carousel.Data;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting.Hierarchies;

/// <summary>
/// Finds out on the validation part how the forecasts of a hierarchy are made to add up: bottom-up or by minimum trace,
/// with how much of simple forecasts at each level, and how wide intervals are.
/// </summary>
/// <remarks>
/// Every forecast of the validation part is from rows that its model did not learn from. What is tried on a block of
/// its origins knows the errors of the other origins alone.
/// </remarks>
internal sealed class ReconciliationFit
{
    private const int MostOrigins = 60;
    private const int MostBlocks = 6;
    private static readonly double[] _shares = [0, 0.25, 0.5, 0.75, 1];

    private readonly ForecastPlan _plan;
    private readonly ForecastDesign _design;
    private readonly Hierarchy _hierarchy;
    private readonly IReadOnlyList<Series> _series;
    private readonly Window[] _windows;
    private readonly IReadOnlyList<int[]> _groups;
    private readonly double[][] _scales;
    private readonly QuantileTable _table;
    private readonly double[][][] _weights;
    private readonly double[][][][] _simple;

    /// <summary>Forecasts the origins of the validation part.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="quantiles">Forecasts of windows in the unit of the data, by the first training.</param>
    public ReconciliationFit(ForecastPlan plan, Func<IReadOnlyList<Window>, QuantileTable> quantiles)
    {
        (_plan, _design, _series) = (plan, plan.Design, plan.Set.Series);
        _hierarchy = Hierarchy.OfWhole(HierarchyForm.Parse(_design.Hierarchy!), _series);
        _windows = WindowsOf(plan.Split, _design);
        _groups = OriginGroups.Of(_series, _windows);
        _table = quantiles(_windows);
        _scales =
        [
            .. Enumerable.Range(0, _design.TargetCount).Select(k => _series.Select((s, n) =>
            {
                RowRange rows = plan.Split.Train.Rows[n];
                return ForecastMetrics.SeasonalNaiveScale(
                    s.Column(k)[rows.Start..rows.End], Math.Max(1, _design.Season));
            }).ToArray()),
        ];
        _weights = [.. _scales.Select((_, k) => Weights(k))];
        _simple =
        [
            .. _scales.Select((_, k) => _series.Select((s, n) => SimpleForecasts.Mean(
                s, k, OriginsOf(n), _design, _weights[k][_hierarchy.Nodes[n].Level])).ToArray()),
        ];
    }

    /// <summary>The windows of the origins of the validation part that every series has, thinned out.</summary>
    /// <param name="split">The series and their parts.</param>
    /// <param name="design">Look-back and horizon.</param>
    public static Window[] WindowsOf(TemporalSplit split, ForecastDesign design)
    {
        Windows all = split.Validation.Windows(design.Lookback, design.Horizon);
        Window[] windows = [.. Enumerable.Range(0, all.Count).Select(i => all[i])];
        IReadOnlyList<int[]> groups = OriginGroups.Of(split.Set.Series, windows);
        int stride = Math.Max(1, (groups.Count + MostOrigins - 1) / MostOrigins);
        return [.. groups.Where((_, g) => g % stride == 0).SelectMany(g => g).Select(w => windows[w])];
    }

    /// <summary>Refuses a validation part that no forecast of all series fits in.</summary>
    /// <param name="split">The series and their parts.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="design">Look-back and horizon; without a hierarchy nothing is checked.</param>
    /// <exception cref="Carousel.Jobs.Fitting.OptionException">
    /// No origin of the validation part has a window of every series.</exception>
    public static void RequireOrigins(TemporalSplit split, ForecastOptions options, ForecastDesign design)
    {
        if (design.Hierarchy is not null && WindowsOf(split, design).Length == 0)
        {
            throw options.Wrong(
                $"{{Hierarchy}} needs an origin in the validation part before which every series has a look-back, and "
                + $"there is none. Pass a shorter {{Lookback}} or {{Horizon}}, more {{ValidationRows}}, or leave out "
                + $"series that begin late.");
        }
    }

    /// <summary>Chooses.</summary>
    public Reconciliation Run()
    {
        double[][] none = [.. _scales.Select(_ => new double[_hierarchy.Levels.Count])];
        double[][] mixed = [.. _scales.Select((_, k) => SimpleShares(k))];
        bool isEnough = _groups.Count > 1;
        IEnumerable<ForecastReconciliation> methods = _plan.Options.Reconcile is { } asked ? [asked]
            : isEnough ? [ForecastReconciliation.BottomUp, ForecastReconciliation.Mint]
            : [ForecastReconciliation.BottomUp];
        Candidate[] candidates =
        [
            .. from method in methods
               from shares in method != ForecastReconciliation.None && isEnough ? new[] { none, mixed } : [none]
               select Try(method, shares),
        ];
        Candidate best = candidates.MinBy(c => c.Score)!;
        return best.Fitted with { Widths = Widths(best) };
    }

    /// <summary>[levels][<see cref="SimpleForecasts.Count"/>]: how much each simple forecast counts.</summary>
    private double[][] Weights(int k)
    {
        LevelErrors[] errors =
            [.. Enumerable.Range(0, SimpleForecasts.Count).Select(_ => new LevelErrors(_hierarchy, _scales[k]))];
        for (int n = 0; n < _series.Count; n++)
        {
            double[][][] all = SimpleForecasts.All(_series[n], k, OriginsOf(n), _design);
            for (int m = 0; m < all.Length; m++)
            {
                for (int i = 0; i < _groups.Count * _design.Horizon; i++)
                {
                    (int g, int t) = (i / _design.Horizon, i % _design.Horizon);
                    errors[m].Add(n, Truth(g, t, k, n) - all[m][g][t]);
                }
            }
        }

        double[][] byLevel = [.. errors.Select(e => e.ByLevel())];
        return
        [
            .. Enumerable.Range(0, _hierarchy.Levels.Count)
                .Select(level => SimpleForecasts.Weights([.. byLevel.Select(e => e[level])])),
        ];
    }

    /// <summary>[levels]: how much of the simple forecasts lessens the errors of each level most.</summary>
    private double[] SimpleShares(int k)
    {
        double[][] byShare =
        [
            .. _shares.Select(share =>
            {
                var errors = new LevelErrors(_hierarchy, _scales[k]);
                ForEach((g, t, n) => errors.Add(n, Truth(g, t, k, n) - Forecast(g, t, k, n, share)));
                return errors.ByLevel();
            }),
        ];
        return
        [
            .. Enumerable.Range(0, _hierarchy.Levels.Count).Select(level => _shares[Enumerable.Range(0, _shares.Length)
                .MinBy(s => double.IsNaN(byShare[s][level]) ? 0 : byShare[s][level])]),
        ];
    }

    private int[] OriginsOf(int n) => [.. _groups.Select(g => _windows[g[n]].Origin)];

    /// <summary>What a way of reconciling would have forecast on origins that it did not learn from.</summary>
    private Candidate Try(ForecastReconciliation method, double[][] shares)
    {
        var fitted = new Reconciliation(
            method, [.. _series.Select(s => s.Id!)], shares, [.. _scales.Select((_, k) => IsNonNegative(k))], [])
        {
            SimpleWeights = _weights,
            Errors = [.. Enumerable.Range(0, _groups.Count).Select(g => Errors(g, shares))],
        };
        int K = _design.TargetCount, blocks = Math.Min(_groups.Count, MostBlocks);
        var candidate = new Candidate(
            fitted, [.. _scales.Select(_ => new List<(int Node, double Error, double Of)>())]);
        for (int k = 0; k < K; k++)
        {
            var scores = new LevelErrors(_hierarchy, _scales[k]);
            for (int t = 0; t < _design.Horizon; t++)
            {
                double[][] errors = fitted.ErrorsAt(t, k);
                for (int b = 0; b < blocks; b++)
                {
                    int from = b * _groups.Count / blocks, to = (b + 1) * _groups.Count / blocks;
                    var step = new ReconciledStep(
                        _hierarchy, method, [.. errors.Where((_, g) => blocks == 1 || g < from || g >= to)]);
                    double[] deviations = step.Deviations();
                    for (int g = from; g < to; g++)
                    {
                        double[] values = [.. _series.Select((_, n) => Forecast(g, t, k, n, ShareOf(shares, k, n)))];
                        if (method != ForecastReconciliation.None)
                        {
                            step.Apply(values, fitted.NonNegative[k]);
                        }

                        for (int n = 0; n < values.Length; n++)
                        {
                            double error = Truth(g, t, k, n) - values[n];
                            scores.Add(n, error);
                            candidate.Held[k].Add((n, error, deviations[n]));
                        }
                    }
                }
            }

            candidate.Score += Math.Log(LevelErrors.GeometricMean(scores.ByLevel()));
        }

        return candidate;
    }

    /// <summary>
    /// [K][levels][Q]: how many of its standard deviations an error of a level lay within in that share of the cases,
    /// over how many those of a normal distribution do.
    /// </summary>
    private double[][][] Widths(Candidate best) =>
    [
        .. best.Held.Select(held => Enumerable.Range(0, _hierarchy.Levels.Count).Select(level =>
        {
            double[] ratios =
            [
                .. held.Where(h => _hierarchy.Nodes[h.Node].Level == level && h.Of > 0 && !double.IsNaN(h.Error))
                    .Select(h => Math.Abs(h.Error) / h.Of).Order(),
            ];
            return _design.Quantiles.Select(q => q == 0.5 || ratios.Length == 0
                ? 1
                : SamplePaths.At(ratios, Math.Abs((2 * q) - 1)) / Normal.InvCDF(0, 1, Math.Max(q, 1 - q))).ToArray();
        }).ToArray()),
    ];

    private bool IsNonNegative(int k)
    {
        for (int n = _hierarchy.Sums; n < _series.Count; n++)
        {
            foreach (float value in _series[n].Column(k)[.._plan.Split.Validation.Rows[n].End])
            {
                if (value < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private float[] Errors(int group, double[][] shares)
    {
        (int H, int K, int N) = (_design.Horizon, _design.TargetCount, _series.Count);
        var errors = new float[H * K * N];
        for (int i = 0; i < errors.Length; i++)
        {
            (int t, int k, int n) = (i / N / K, i / N % K, i % N);
            double error = Truth(group, t, k, n) - Forecast(group, t, k, n, ShareOf(shares, k, n));

            // What is not known is taken as no error.
            errors[i] = double.IsNaN(error) ? 0 : (float)error;
        }

        return errors;
    }

    private double ShareOf(double[][] shares, int k, int n) => shares[k][_hierarchy.Nodes[n].Level];

    private double Truth(int group, int t, int k, int n) => _series[n][_windows[_groups[group][n]].Origin + t, k];

    private double Forecast(int group, int t, int k, int n, double share) =>
        Reconciler.Mixed(_table.MedianOf(_groups[group][n], t, k), _simple[k][n][group][t], share);

    private void ForEach(Action<int, int, int> cell)
    {
        for (int g = 0; g < _groups.Count; g++)
        {
            for (int t = 0; t < _design.Horizon; t++)
            {
                for (int n = 0; n < _series.Count; n++)
                {
                    cell(g, t, n);
                }
            }
        }
    }

    /// <summary>A way of reconciling, and how it did on origins that it did not learn from.</summary>
    private sealed record Candidate(Reconciliation Fitted, List<(int Node, double Error, double Of)>[] Held)
    {
        /// <summary>The mean logarithm of the errors of the levels, over targets.</summary>
        public double Score { get; set; }
    }
}
