using Carousel.Data;
using Carousel.Forecasting.Demand;
using Carousel.Forecasting.Hierarchies;
using Carousel.Forecasting.Rivals;
using Carousel.Inspection.Statistics;
using Carousel.Jobs.Rivals;

namespace Carousel.Forecasting;

/// <summary>
/// Measures a forecaster on windows beside rivals, the rival inside it and, just after a fit, the network alone.
/// </summary>
internal static class ForecastMeasuring
{
    /// <summary>Measures.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="split">Training and validation part fit the rivals.</param>
    /// <param name="windows">The windows of the test part.</param>
    /// <param name="cancellation">Stops it between batches and rivals.</param>
    public static Backtest Run(
        Forecaster forecaster, TemporalSplit split, IReadOnlyList<Window> windows, CancellationToken cancellation)
    {
        // The other network first: of its forecasts nothing but the score stays.
        Forecaster? other = forecaster.Fresh.Other;
        BacktestModel? beside = other is null ? null : ScoreOf(forecaster, other, split, windows, cancellation);
        ForecastData data = DataOf(forecaster, split);
        QuantileTable table = forecaster.RunApart(data, windows, cancellation);
        QuantileTable? apart = forecaster.Reconciliation is null ? null : table.Copy();
        forecaster.Reconcile(table, windows, data);
        Backtest backtest = BacktestScorer.Score(
            split.Set, forecaster.Design, windows, table, split.Train.Rows, split.Validation.Rows,
            new RivalFitting(forecaster.Backend.Threads, cancellation));
        return backtest with
        {
            Other = beside,
            Sums = SumCoverage.Of(forecaster.Paths, backtest.Quantiles, backtest.Truth, forecaster.Design.Intervals),
            Levels = apart is null ? null : LevelTable.Of(forecaster, apart, backtest, split.Train.Rows),
            Rival = forecaster.Design.HasDemand ? DemandEffect(forecaster, backtest)
                : other?.Design.HasDemand == true ? null
                : (forecaster.Rival is null ? other : forecaster) is { Rival: not null } holder
                ? EffectOn(forecaster, holder, backtest, DataOf(holder, split))
                : null,
        };
    }

    private static BacktestModel ScoreOf(
        Forecaster forecaster, Forecaster other, TemporalSplit split, IReadOnlyList<Window> windows,
        CancellationToken cancellation)
    {
        string name = other.Design.HasDemand ? $"network of counts, {DemandComparison.Name(other.Design.Loss)}"
            : forecaster.Design.HasDemand ? "network of quantiles"
            : other.Rival is null ? "network alone"
            : "with ridge inside";
        QuantileTable table = other.Run(DataOf(other, split), windows, cancellation);
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
        return windows.Count > 0
            ? [.. Enumerable.Range(0, windows.Count).Select(i => windows[i])]
            : throw new DataFormatException(
                $"{split.Set.Name}: no window of {design.Lookback} rows to look back and {design.Horizon} to forecast "
                + $"fits; it has {split.Set.Series.Max(s => s.HistoryLength):N0} rows.");
    }

    private static ForecastData DataOf(Forecaster forecaster, TemporalSplit split) =>
        new(split.Set, forecaster.Design, forecaster.Scaling, split.Train.Rows, forecaster.Rival);

    /// <summary>What a network of counts adds to the regression inside it, by quantile losses.</summary>
    private static RivalEffect DemandEffect(Forecaster forecaster, Backtest backtest)
    {
        PairedForecastTest test = backtest.CompareLosses(backtest.RivalQuantiles[CountRegressionRival.RowName]);
        return new RivalEffect("count regression", forecaster.RivalShare, test.Relative, test.Interval);
    }

    /// <summary>What the network that answers adds to a rival, in the windows of a backtest.</summary>
    /// <param name="forecaster">Answers.</param>
    /// <param name="holder">Holds the rival.</param>
    /// <param name="backtest">The answers.</param>
    /// <param name="data">The series, with the rival.</param>
    private static RivalEffect EffectOn(
        Forecaster forecaster, Forecaster holder, Backtest backtest, ForecastData data)
    {
        ForecastDesign design = holder.Design;
        float[] told = data.Rival(backtest.Windows);
        var table = new QuantileTable(backtest.Windows.Count, design.Horizon, design.TargetCount, [0.5]);
        for (int i = 0; i < told.Length; i++)
        {
            int cell = i / design.TargetCount;
            table[cell / design.Horizon, cell % design.Horizon, i % design.TargetCount][0] = told[i];
        }

        data.ToData(table, backtest.Windows);
        PairedForecastTest test = backtest.Compare(BacktestScorer.Medians(design, table));
        return new RivalEffect("ridge regression", holder.RivalShare, test.Relative, test.Interval)
        {
            IsInside = holder == forecaster,
        };
    }
}
