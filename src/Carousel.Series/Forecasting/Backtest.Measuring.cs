using Carousel.Data;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;

namespace Carousel.Forecasting;

/// <content>Measures a forecaster and the baselines by the same rules.</content>
public sealed partial record Backtest
{
    /// <summary>Windows that are measured of a large set; more series than that are left out evenly.</summary>
    private const int MostWindows = 100_000;

    private readonly float[] _truth;
    private readonly double[] _ownScales, _scales, _variances;

    /// <summary>Measures forecasts beside those of baselines.</summary>
    /// <param name="split">The series; the training part scales errors.</param>
    /// <param name="design">What was forecast.</param>
    /// <param name="windows">The origins.</param>
    /// <param name="quantiles">The model's forecasts.</param>
    /// <param name="baselines">The baselines' forecasts.</param>
    /// <param name="name">How the model is called.</param>
    internal Backtest(
        TemporalSplit split, ForecastDesign design, IReadOnlyList<Window> windows,
        QuantileTable<Stage.Reconciled> quantiles, IReadOnlyList<BaselineValues> baselines, string name = "carousel")
    {
        (Set, Design, Windows, Quantiles) = (split.Set, design, windows, quantiles);
        IReadOnlyList<RowRange> training = split.Train.Rows;
        int[] targets = [.. design.TargetPlaces];
        _truth =
        [
            .. from window in windows
               from t in Enumerable.Range(0, design.Horizon)
               from k in targets
               select Set[window.Series][window.Origin + t, k],
        ];
        _ownScales =
        [
            .. Set.Series.SelectMany((s, i) => targets.Select(k => ForecastMetrics.SeasonalNaiveScale(
                s.Column(k)[training[i].Start..training[i].End], Math.Max(1, design.Season)))),
        ];
        _scales =
        [
            .. targets.Select(k => Mean(
                _ownScales.Where((scale, i) => i % design.TargetCount == k && !double.IsNaN(scale)))),
        ];
        _variances = [.. targets.Select(k => Variance(k, training))];
        BaselineForecasts = [.. baselines.Select(r => (r.Name, r.Values))];
        BaselineQuantiles = baselines.Where(r => r.Quantiles is not null).ToDictionary(r => r.Name, r => r.Quantiles!);
        Model = Measure(name, quantiles.Medians(), quantiles);
        Baselines =
        [
            .. baselines.Select(r => Measure(r.Name, r.Values, r.Quantiles) with { Title = r.Title })
                .OrderBy(b => double.IsNaN(b.MeanAbsoluteError)).ThenBy(b => b.MeanAbsoluteError),
        ];
    }

    /// <summary>Measures a forecaster, the methods that it averages, and baselines.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="other">The other network of the fit; null without one.</param>
    /// <param name="split">Training and validation part fit the baselines.</param>
    /// <param name="stride">Rows between origins; null for a day, or a season.</param>
    /// <param name="cancellation">Stops it between batches and baselines.</param>
    internal static Backtest Run(
        Forecaster forecaster, Forecaster? other, TemporalSplit split, int? stride, CancellationToken cancellation)
    {
        IReadOnlyList<Window> windows = WindowsOf(forecaster, split, stride);
        split = forecaster.Design.Mask(split);
        Issued Told(Forecaster one)
        {
            ForecastData data = one.DataOf(split);
            SeparateForecasts separate = one.Separate(data, windows, cancellation);
            return Issue(one, data, windows, one.RunApart(data, windows, separate, cancellation), separate);
        }

        // The other network first: of its forecasts nothing but the score stays.
        Issued? beside = other is null ? null : Told(other);
        Issued issued = Told(forecaster);
        return Of(forecaster, other, split, windows, issued, beside, BaselinesOf(
            forecaster, split, windows, issued, cancellation));
    }

    /// <summary>The forecasts of the methods that a forecaster averages, and of the baselines.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="split">Training and validation set fit the baselines.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="issued">The forecaster's forecasts of them.</param>
    /// <param name="cancellation">Stops it between baselines.</param>
    internal static IReadOnlyList<BaselineValues> BaselinesOf(
        Forecaster forecaster, TemporalSplit split, IReadOnlyList<Window> windows, Issued issued,
        CancellationToken cancellation)
    {
        ForecastDesign design = forecaster.Design;
        var fitting = new BaselineFitting(forecaster.Backend.Threads, cancellation);
        bool hasZeroShot = issued.Methods.Any(m => m.Name == WindowMethods.ZeroShot);
        BaselineValues[] known =
        [
            .. issued.Methods.Skip(1)
                .Concat(BaselineTable.Forecasts(split, design, windows, fitting, hasZeroShot)).DistinctBy(b => b.Title),
        ];
        return known.Any(b => b.Name == WindowTrees.MethodName)
            ? known
            : [.. known, WindowTrees.Row(split, forecaster.DataOf(split.LearningFromAll()), windows, fitting)];
    }

    /// <summary>Forecasts of windows by a forecaster, and by its parts separately.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="table">Its forecasts.</param>
    /// <param name="separate">Those of each method.</param>
    internal static Issued Issue(
        Forecaster forecaster, ForecastData data, IReadOnlyList<Window> windows, QuantileTable<Stage.InUnits> table,
        SeparateForecasts separate) =>
        new(
            forecaster.Reconcile(table, windows, data),
            forecaster.Reconciliation is null ? [] : LevelTable.Ways(forecaster, data.Set.Series, windows, table),
            forecaster.Baseline is null
                ? []
                : data.ToData([.. data.Baseline(windows).Select(told => (double)told)], windows).Medians(),
            forecaster.Champion.Methods.Count == 0 ? [] : forecaster.MethodsOf(data, windows, separate));

    /// <summary>Measures what was forecast.</summary>
    /// <param name="forecaster">Issued it, or the first of those that did.</param>
    /// <param name="other">The other network of the fit; null without one.</param>
    /// <param name="split">The training part scales errors.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="issued">The forecasts.</param>
    /// <param name="beside">Those of the other network of the fit; null without one.</param>
    /// <param name="baselines">Those of the baselines.</param>
    internal static Backtest Of(
        Forecaster forecaster, Forecaster? other, TemporalSplit split, IReadOnlyList<Window> windows,
        Issued issued, Issued? beside, IReadOnlyList<BaselineValues> baselines)
    {
        ForecastDesign design = forecaster.Design;
        var backtest = new Backtest(split, design, windows, issued.Table, baselines);
        return backtest with
        {
            Other = beside is not null ? backtest.Measure(
                    other!.Design.HasDemand ? $"regression of counts, {DemandComparison.Name(other.Design.Loss)}"
                    : "network of quantiles",
                    beside.Table.Medians(), beside.Table)
                : issued.Methods is [var network, ..] ? backtest.Measure(network.Name, network.Values, quantiles: null)
                : null,
            Weights = forecaster.Champion.Methods.Count > 0 && !design.IsSmoothed
                ? forecaster.Weights
                : new Dictionary<string, double>(),
            Sums = backtest.HasCounts
                ? SumCoverage.Of(forecaster.Paths, backtest.Quantiles, backtest.Came(), design.Intervals)
                : null,
            Levels = forecaster.Reconciliation is null
                ? null
                : LevelTable.Of(backtest, issued.Ways, split.Train.Rows),

            // Methods in the mean are not the work of the network: the table has each of them. A table by level shows
            // what reconciliation does. Counts are forecast by a regression.
            Baseline = forecaster is { Reconciliation: null, Champion.Methods.Count: 0, Design.HasDemand: false }
                && forecaster.Baseline is not null
                ? backtest.EffectOf(issued.Inside)
                : null,
        };
    }

    /// <summary>The windows of the test part.</summary>
    /// <param name="forecaster">Look-back and horizon.</param>
    /// <param name="split">The series and their parts.</param>
    /// <param name="stride">Rows between origins; null for a day, or a season.</param>
    /// <exception cref="DataFormatException">A column is missing, or no window fits in the test part.</exception>
    internal static Window[] WindowsOf(Forecaster forecaster, TemporalSplit split, int? stride)
    {
        ForecastDesign design = forecaster.Design;
        PredictionInputs.RequireColumns(split.Set, design);
        int apart = stride
            ?? ForecastSplit.DefaultStride(split.Set.Frequency, design.Season, design.Horizon, split.Test.LongestRows);
        Windows windows = split.Test.Windows(design.Lookback, design.Horizon, apart);
        int every = EveryMeasured(split.Set, design, windows);
        return windows.Count > 0
            ?
            [
                .. from s in Enumerable.Range(0, split.Set.Count)
                   where s % every == 0
                   let own = windows.NumbersOf(s)
                   from i in Enumerable.Range(own.Start, own.Length)
                   select windows[i],
            ]
            : throw new DataFormatException(
                $"{split.Set.Name}: no window of {design.Lookback} rows to look back and {design.Horizon} to forecast "
                + $"fits; it has {split.Set.Series.Max(s => s.HistoryLength):N0} rows.");
    }

    /// <summary>Each how many series of a large set is measured: 1 for all, as groups that are added up need.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">Whether sums are forecast.</param>
    /// <param name="windows">All windows of the test part.</param>
    internal static int EveryMeasured(SeriesSet set, ForecastDesign design, Windows windows) =>
        set.IsLarge && design.Hierarchy is null ? Math.Max(1, (windows.Count + MostWindows - 1) / MostWindows) : 1;

    /// <summary>[W, H, K]: what came, 0 where a series is closed, as its forecast is.</summary>
    private float[] Came() =>
    [
        .. _truth.Select((came, i) =>
        {
            Window window = Windows[i / Design.TargetCount / Design.Horizon];
            int step = i / Design.TargetCount % Design.Horizon;
            return Design.IsOpen(Set[window.Series], window.Origin + step) ? came : 0;
        }),
    ];

    /// <summary>What the network adds to the regression inside it.</summary>
    /// <param name="inside">[W, H, K]: the regression's forecasts.</param>
    private BaselineEffect EffectOf(float[] inside)
    {
        PairedForecastTest test = Compare(inside);
        return new BaselineEffect("ridge regression", 1, test.Relative, test.Interval)
        {
            IsInside = true,
        };
    }

    private BacktestModel Measure(string name, float[] forecast, QuantileTable? quantiles)
    {
        int K = Design.TargetCount;
        float[][] truths = [.. Enumerable.Range(0, K).Select(k => Column(_truth, k))];
        float[][] values = [.. Enumerable.Range(0, K).Select(k => Column(forecast, k))];
        double[] squared = [.. truths.Select((y, k) => ForecastMetrics.RootMeanSquaredError(y, values[k]))];
        double[] levels = quantiles is null ? [] : [.. Design.Intervals];
        return new BacktestModel(
            name,
            truths.Select((y, k) => ForecastMetrics.MeanAbsoluteError(y, values[k])).Average(),
            squared.Average(),
            truths.Select((y, k) => ForecastMetrics.SymmetricMeanAbsolutePercentageError(
                y, values[k], Design.OffsetOf(k))).Average(),
            Mean(truths.Select((y, k) => ForecastMetrics.MeanAbsoluteScaledError(y, values[k], _scales[k]))),
            Mean(squared.Select((r, k) => _variances[k] > 0 ? r * r / _variances[k] : double.NaN)),
            quantiles is null ? double.NaN : truths.Select((y, k) => ForecastMetrics.WeightedQuantileLoss(
                y, [.. quantiles.Shares.Select((_, q) => ColumnOf(k, i => quantiles[i][q]))], quantiles.Shares,
                Design.OffsetOf(k))).Average(),
            OfLevels((y, low, high) => ForecastMetrics.Coverage(y, low, high)),
            OfLevels((_, low, high) => ForecastMetrics.Width(low, high)),
            MeanBy(Design.Horizon, forecast, (_, step) => step))
        {
            MeanScaledError = OverSeries(i => Math.Abs((double)_truth[i] - forecast[i])),
            MeanScaledIntervalScore = quantiles is null
                ? double.NaN
                : OverSeries(i => Score(_truth[i], quantiles.Interval(i, levels[^1]), levels[^1])),
        };

        Dictionary<double, double> OfLevels(Func<float[], float[], float[], double> measure) => levels.ToDictionary(
            l => l,
            l => truths.Select((y, k) => measure(
                y, ColumnOf(k, i => quantiles!.Interval(i, l).Low), ColumnOf(k, i => quantiles!.Interval(i, l).High)))
                .Average());
    }

    /// <summary>Gneiting and Raftery 2007, equation 43, of one value.</summary>
    private static double Score(double truth, (double Low, double High) ends, double level) =>
        ends.High - ends.Low
            + (200 / (100 - level) * (Math.Max(0, ends.Low - truth) + Math.Max(0, truth - ends.High)));

    /// <summary>The mean over series of the mean of a loss, over the scale of each; NaN for one series.</summary>
    private double OverSeries(Func<int, double> loss)
    {
        if (Set.Count == 1)
        {
            return double.NaN;
        }

        int K = Design.TargetCount;
        var sums = new double[Set.Count * K];
        var counts = new long[sums.Length];
        for (int i = 0; i < _truth.Length; i++)
        {
            double one = loss(i);
            if (!double.IsNaN(one))
            {
                int series = (Windows[i / K / Design.Horizon].Series * K) + (i % K);
                sums[series] += one;
                counts[series]++;
            }
        }

        return Mean(
            Enumerable.Range(0, sums.Length).Where(i => counts[i] > 0 && _ownScales[i] > 0)
                .Select(i => sums[i] / counts[i] / _ownScales[i]));
    }

    private double Variance(int k, IReadOnlyList<RowRange> training)
    {
        IEnumerable<double> known = Set.Series
            .SelectMany((s, i) => s.Column(k)[training[i].Start..training[i].End].ToArray())
            .Where(v => !float.IsNaN(v)).Select(v => (double)v);
        double mean = Mean(known);
        return Mean(known.Select(v => (v - mean) * (v - mean)));
    }

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    private float[] Column(float[] values, int k) => ColumnOf(k, i => values[i]);

    private float[] ColumnOf(int k, Func<int, double> valueOf)
    {
        int K = Design.TargetCount;
        return [.. Enumerable.Range(0, _truth.Length / K).Select(i => (float)valueOf((i * K) + k))];
    }

    /// <summary>Forecasts of the windows of a backtest by a forecaster, or by several one after the other.</summary>
    /// <param name="Table">The forecasts.</param>
    /// <param name="Ways">What other ways to add up forecast; none without a hierarchy.</param>
    /// <param name="Inside">[W, H, K]: the regression inside; empty without one.</param>
    /// <param name="Methods">The methods that are averaged, the network first; none where only the network answers.
    /// </param>
    internal sealed record Issued(
        QuantileTable<Stage.Reconciled> Table, IReadOnlyList<BaselineValues> Ways, float[] Inside,
        IReadOnlyList<BaselineValues> Methods);
}
