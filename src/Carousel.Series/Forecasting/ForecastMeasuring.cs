using Carousel.Data;
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
        ForecastData data = DataOf(forecaster, split);
        Backtest backtest = BacktestScorer.Score(
            split.Set, forecaster.Design, windows, forecaster.Run(data, windows, cancellation), split.Train.Rows,
            split.Validation.Rows, new RivalFitting(forecaster.Backend.Threads, cancellation));
        if (forecaster.Rival is not null)
        {
            backtest = backtest with { Rival = EffectOn(forecaster, backtest, data) };
        }

        return forecaster.Alone is { } alone
            ? backtest.Beside(alone.Run(DataOf(alone, split), windows, cancellation), split.Train.Rows)
            : backtest;
    }

    private static ForecastData DataOf(Forecaster forecaster, TemporalSplit split) =>
        new(split.Set, forecaster.Design, forecaster.Scaling, split.Train.Rows, forecaster.Rival);

    /// <summary>What the network adds to the rival inside it, in the windows of a backtest.</summary>
    private static RivalEffect EffectOn(Forecaster forecaster, Backtest backtest, ForecastData data)
    {
        ForecastDesign design = forecaster.Design;
        float[] told = data.Rival(backtest.Windows);
        var table = new QuantileTable(backtest.Windows.Count, design.Horizon, design.TargetCount, [0.5]);
        for (int i = 0; i < told.Length; i++)
        {
            int cell = i / design.TargetCount;
            table[cell / design.Horizon, cell % design.Horizon, i % design.TargetCount][0] = told[i];
        }

        data.ToData(table, backtest.Windows);
        PairedForecastTest test = backtest.Compare(BacktestScorer.Medians(design, table));
        return new RivalEffect("ridge regression", forecaster.RivalShare, test.Relative, test.Interval);
    }
}
