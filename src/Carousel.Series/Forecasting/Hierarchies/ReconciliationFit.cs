using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// Finds out on the validation part how much each of the simple forecasts of a hierarchy counts, and how wide intervals
/// are.
/// </summary>
/// <remarks>
/// Every forecast of the validation part is from rows that its model did not learn from. The widths on a block of its
/// origins are compared with only the errors of the other origins.
/// </remarks>
internal sealed class ReconciliationFit
{
    private const int MostOrigins = 60, MostBlocks = 6, MostNamed = 5;

    private readonly ForecastPlan _plan;
    private readonly ForecastDesign _design;
    private readonly Hierarchy _hierarchy;
    private readonly IReadOnlyList<Series> _series;
    private readonly Window[] _windows;
    private readonly IReadOnlyList<int[]> _groups;
    private readonly double[][] _scales;
    private readonly QuantileTable _table;
    private readonly double[][] _weights;
    private readonly double[][][][] _simple;

    /// <summary>Forecasts the origins of the validation part.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="quantiles">Forecasts of windows, by the first training.</param>
    public ReconciliationFit(ForecastPlan plan, Func<IReadOnlyList<Window>, QuantileTable<Stage.InUnits>> quantiles)
    {
        (_plan, _design, _series) = (plan, plan.Design, plan.Set.Series);
        _hierarchy = Hierarchy.OfWhole(HierarchyForm.Parse(_design.Hierarchy!), _series);
        _windows = WindowsOf(plan.Split, _design);
        _groups = OriginGroups.Of(_series, _windows);
        _table = quantiles(_windows);
        _scales =
        [
            .. _design.TargetPlaces.Select(k => _series.Select((s, n) =>
            {
                RowRange rows = plan.Split.Train.Rows[n];
                return ForecastMetrics.SeasonalNaiveScale(
                    s.Column(k)[rows.Start..rows.End], Math.Max(1, _design.Season));
            }).ToArray()),
        ];
        _weights = [.. _scales.Select((_, k) => Weights(k))];
        _simple =
        [
            .. _scales.Select((_, k) => Bottom.Select(n => SimpleForecasts.Mean(
                _series[n], k, OriginsOf(n), _design, _weights[k])).ToArray()),
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
        return [.. Windows.Thinned(groups, groups.Count, MostOrigins).SelectMany(g => g).Select(w => windows[w])];
    }

    /// <summary>Refuses a validation part that no forecast of all series fits in.</summary>
    /// <param name="split">The series and their parts.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="design">Look-back and horizon; without a hierarchy nothing is checked.</param>
    /// <exception cref="OptionException">
    /// No origin of the validation part has a window of every series.</exception>
    public static void RequireOrigins(TemporalSplit split, ForecastOptions options, ForecastDesign design)
    {
        if (design.Hierarchy is null || WindowsOf(split, design).Length > 0)
        {
            return;
        }

        int RowsOf(int s) => split.Validation.Rows[s].End - design.Horizon;
        int[] late = [.. Enumerable.Range(0, split.Set.Count).Where(s => RowsOf(s) < design.Lookback)];
        int most = late.Min(RowsOf);
        throw options.Wrong(
            $"{{Hierarchy}} needs an origin in the validation part before which every series has a full look-back of "
            + $"{design.Lookback} rows. These begin too late: "
            + $"{FigureText.Listed([.. late.Select(s => $"'{split.Set[s].Id}'")], MostNamed)}. Leave them out"
            + $"{(most > 0 ? (OptionSentence)$", or pass {{Lookback}} {most}" : "")}.");
    }

    /// <summary>Fits.</summary>
    public Reconciliation Run()
    {
        bool[] isNonNegative = [.. _scales.Select((_, k) => IsNonNegative(k))];
        var fitted = new Reconciliation([.. _series.Select(s => s.Id!)], _weights, isNonNegative, [])
        {
            Errors = [.. Enumerable.Range(0, _groups.Count).Select(g => Errors(g))],
        };
        return fitted with { Widths = [.. _scales.Select((_, k) => Widths(fitted, k))] };
    }

    private IEnumerable<int> Bottom => Enumerable.Range(_hierarchy.Sums, _hierarchy.Bottom);

    /// <summary>[<see cref="SimpleForecasts.Count"/>]: how much each simple forecast counts.</summary>
    private double[] Weights(int k)
    {
        LevelErrors[] errors =
            [.. Enumerable.Range(0, SimpleForecasts.Count).Select(_ => new LevelErrors(_hierarchy, _scales[k]))];
        foreach (int n in Bottom)
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

        return SimpleForecasts.Weights([.. errors.Select(e => e.ByLevel()[^1])]);
    }

    /// <summary>
    /// [levels][Q]: the number of standard deviations that contains this share of a level's errors, divided by that
    /// of a normal distribution.
    /// </summary>
    private double[][] Widths(Reconciliation fitted, int k)
    {
        List<double>[] ratios = [.. _hierarchy.Levels.Select(_ => new List<double>())];
        int blocks = Math.Min(_groups.Count, MostBlocks);
        for (int t = 0; t < _design.Horizon; t++)
        {
            double[][] errors = fitted.ErrorsAt(t, k, _hierarchy.Bottom);
            for (int b = 0; b < blocks; b++)
            {
                int from = b * _groups.Count / blocks, to = (b + 1) * _groups.Count / blocks;
                double[] deviations =
                    new CoherentNoise([.. errors.Where((_, g) => blocks == 1 || g < from || g >= to)])
                        .Deviations(_hierarchy);
                for (int g = from; g < to; g++)
                {
                    double[] values = Reconciler.Summed(
                            _hierarchy, m => Forecast(g, t, k, m), fitted.NonNegative[k]);
                    for (int n = 0; n < values.Length; n++)
                    {
                        double ratio = Math.Abs(Truth(g, t, k, n) - values[n]) / deviations[n];
                        if (deviations[n] > 0 && !double.IsNaN(ratio))
                        {
                            ratios[_hierarchy.Nodes[n].Level].Add(ratio);
                        }
                    }
                }
            }
        }

        return
        [
            .. ratios.Select(own =>
            {
                double[] sorted = [.. own.Order()];
                return _design.Quantiles.Select(q => q == 0.5 || sorted.Length == 0
                    ? 1
                    : SamplePaths.At(sorted, Math.Abs((2 * q) - 1)) / Normal.InvCDF(0, 1, Math.Max(q, 1 - q)))
                    .ToArray();
            }),
        ];
    }

    private int[] OriginsOf(int n) => [.. _groups.Select(g => _windows[g[n]].Origin)];

    private bool IsNonNegative(int k)
    {
        foreach (int n in Bottom)
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

    private float[] Errors(int group)
    {
        (int H, int K, int M) = (_design.Horizon, _design.TargetCount, _hierarchy.Bottom);
        var errors = new float[H * K * M];
        for (int i = 0; i < errors.Length; i++)
        {
            (int t, int k, int m) = (i / M / K, i / M % K, i % M);
            double error = Truth(group, t, k, _hierarchy.Sums + m) - Forecast(group, t, k, m);

            // What is not known is taken as no error.
            errors[i] = double.IsNaN(error) ? 0 : (float)error;
        }

        return errors;
    }

    private double Truth(int group, int t, int k, int n) => _series[n][_windows[_groups[group][n]].Origin + t, k];

    private double Forecast(int group, int t, int k, int m) =>
        _design.IsSmoothed && double.IsFinite(_simple[k][m][group][t])
            ? _simple[k][m][group][t]
            : _table.MedianOf(_groups[group][_hierarchy.Sums + m], t, k);
}
