using Carousel.Data;
using Carousel.Jobs.Rivals;
using Carousel.Jobs.Statistics;

namespace Carousel.Forecasting;

/// <summary>
/// Measures a forecaster on windows beside rivals, the rival inside it and, just after a fit, the network alone.
/// </summary>
internal static class ForecastMeasuring
{
    /// <summary>Windows that are measured of a large set; more series than that are left out evenly.</summary>
    private const int MostWindows = 100_000;

    /// <summary>Measures.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="other">The other network of the fit; null without one.</param>
    /// <param name="split">Training and validation part fit the rivals.</param>
    /// <param name="stride">Rows between origins; null for a day, or a season.</param>
    /// <param name="cancellation">Stops it between batches and rivals.</param>
    public static Backtest Run(
        Forecaster forecaster, Forecaster? other, TemporalSplit split, int? stride, CancellationToken cancellation)
    {
        IReadOnlyList<Window> windows = WindowsOf(forecaster, split, stride);
        split = forecaster.Design.Events?.Mask(split) ?? split;

        // The other network first: of its forecasts nothing but the score stays.
        IssuedForecasts? beside = other is null ? null : Issue(other, DataOf(other, split), windows, cancellation);
        IssuedForecasts issued = Issue(forecaster, DataOf(forecaster, split), windows, cancellation);
        return Score(forecaster, other, split, windows, issued, beside, BacktestScorer.Rivals(
            split.Set, forecaster.Design, windows, split.Train.Rows, split.Validation.Rows,
            new RivalFitting(forecaster.Backend.Threads, cancellation)));
    }

    /// <summary>What a forecaster forecasts of windows.</summary>
    private static IssuedForecasts Issue(
        Forecaster forecaster, ForecastData data, IReadOnlyList<Window> windows, CancellationToken cancellation) =>
        Issue(forecaster, data, windows, forecaster.RunApart(data, windows, cancellation));

    /// <summary>What a forecaster forecasts of windows, and what the parts of it would alone.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="data">The series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="table">[W, H, K, Q]: its forecasts, each series by itself; those of a hierarchy add up
    /// afterwards.</param>
    public static IssuedForecasts Issue(
        Forecaster forecaster, ForecastData data, IReadOnlyList<Window> windows, QuantileTable table)
    {
        float[] inside = forecaster.Rival is null ? [] : Inside(forecaster.Design, data, windows);
        if (forecaster.Reconciliation is null)
        {
            return new IssuedForecasts(table, [], inside);
        }

        IReadOnlyList<Series> series = data.Set.Series;
        IReadOnlyList<RivalValues> ways = LevelTable.Ways(forecaster, series, windows, table);
        forecaster.Reconcile(table, windows, data);
        return new IssuedForecasts(table, ways, inside);
    }

    /// <summary>Scores what was forecast.</summary>
    /// <param name="forecaster">Issued it, or the first of those that did.</param>
    /// <param name="other">The other network of the fit; null without one.</param>
    /// <param name="split">The training part scales errors.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="issued">The forecasts.</param>
    /// <param name="beside">Those of the other network of the fit; null without one.</param>
    /// <param name="rivals">Those of the rivals.</param>
    public static Backtest Score(
        Forecaster forecaster, Forecaster? other, TemporalSplit split, IReadOnlyList<Window> windows,
        IssuedForecasts issued, IssuedForecasts? beside, IReadOnlyList<RivalValues> rivals)
    {
        ForecastDesign design = forecaster.Design;
        Backtest backtest = BacktestScorer.Score(split.Set, design, windows, issued.Table, split.Train.Rows, rivals);
        return backtest with
        {
            Other = beside is null ? null : ScoreOf(forecaster, other!, split, windows, beside.Table),
            Sums = design.HasDemand || backtest.RivalQuantiles.Count > 0
                ? SumCoverage.Of(forecaster.Paths, backtest.Quantiles, Came(backtest), design.Intervals)
                : null,
            Levels = forecaster.Reconciliation is null
                ? null
                : LevelTable.Of(backtest, issued.Ways, split.Train.Rows),
            // What is mixed into a forecast is no work of the network: a hierarchy's table says who did what. And
            // counts are forecast by a regression alone.
            Rival = forecaster is { Reconciliation: not null } or { Beside.Share: > 0 } or { Design.HasDemand: true }
                ? null
                : forecaster.Rival is not null ? EffectOn(forecaster, backtest, issued.Inside, isInside: true)
                : other?.Rival is not null ? EffectOn(other, backtest, beside!.Inside, isInside: false)
                : null,
        };
    }

    /// <summary>[W, H, K]: what came, 0 where a series is closed, as its forecast is.</summary>
    private static float[] Came(Backtest backtest)
    {
        float[] came = [.. backtest.Truth];
        int targets = backtest.Design.TargetCount, cells = backtest.Design.Horizon * targets;
        for (int i = 0; i < came.Length && backtest.Design.Closed is not null; i++)
        {
            Window window = backtest.Windows[i / cells];
            Series series = backtest.Set[window.Series];
            bool isClosed = backtest.Design.Closed.Has(series.Id, series.TimeAt(window.Origin + (i % cells / targets)));
            came[i] = isClosed ? 0 : came[i];
        }

        return came;
    }

    private static BacktestModel ScoreOf(
        Forecaster forecaster, Forecaster other, TemporalSplit split, IReadOnlyList<Window> windows,
        QuantileTable table)
    {
        string name = other.Design.HasDemand ? $"regression of counts, {DemandComparison.Name(other.Design.Loss)}"
            : forecaster.Design.HasDemand ? "network of quantiles"
            : other.Rival is null ? "network alone"
            : "with ridge inside";
        return BacktestScorer.ScoreAlone(split.Set, other.Design, windows, table, split.Train.Rows) with
        {
            Name = name,
            Title = name,
        };
    }

    /// <summary>The windows of the test part.</summary>
    /// <param name="forecaster">Look-back and horizon.</param>
    /// <param name="split">The series and their parts.</param>
    /// <param name="stride">Rows between origins; null for a day, or a season.</param>
    /// <exception cref="DataFormatException">A column is missing, or no window fits in the test part.</exception>
    public static Window[] WindowsOf(Forecaster forecaster, TemporalSplit split, int? stride)
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
    public static int EveryMeasured(SeriesSet set, ForecastDesign design, Windows windows) =>
        set.IsLarge && design.Hierarchy is null ? Math.Max(1, (windows.Count + MostWindows - 1) / MostWindows) : 1;

    /// <summary>The series as a forecaster sees them: those that it does not know are scaled by the training part.
    /// </summary>
    public static ForecastData DataOf(Forecaster forecaster, TemporalSplit split) =>
        new(split.Set, forecaster.Design, forecaster.Scaling, split.Train.Rows, forecaster.Rival);

    /// <summary>[W, H, K]: what the rival inside says alone.</summary>
    private static float[] Inside(ForecastDesign design, ForecastData data, IReadOnlyList<Window> windows)
    {
        float[] told = data.Rival(windows);
        var table = new QuantileTable(windows.Count, design.Horizon, design.TargetCount, [0.5]);
        for (int i = 0; i < told.Length; i++)
        {
            int cell = i / design.TargetCount;
            table[cell / design.Horizon, cell % design.Horizon, i % design.TargetCount][0] = told[i];
        }

        data.ToData(table, windows);
        return BacktestScorer.Medians(design, table);
    }

    /// <summary>What the network that answers adds to a rival, in the windows of a backtest.</summary>
    /// <param name="holder">Holds the rival.</param>
    /// <param name="backtest">The answers.</param>
    /// <param name="inside">[W, H, K]: what the rival says alone.</param>
    /// <param name="isInside">Whether the holder answers.</param>
    private static RivalEffect EffectOn(Forecaster holder, Backtest backtest, float[] inside, bool isInside)
    {
        PairedForecastTest test = backtest.Compare(inside);
        return new RivalEffect("ridge regression", holder.RivalShare, test.Relative, test.Interval)
        {
            IsInside = isInside,
        };
    }
}
