using System.Globalization;
using Carousel.Jobs.Statistics;

namespace Carousel.Forecasting;

/// <summary>
/// How a forecast of intermittent demand compares with the best baseline: by the weighted quantile loss, since the
/// median
/// of such demand is often 0 and tells little.
/// </summary>
internal static class DemandVerdict
{
    private const double Equal = 0.005;

    /// <summary>One sentence; null where no counts are forecast.</summary>
    /// <param name="backtest">The backtest.</param>
    public static string? Of(Backtest backtest)
    {
        BacktestModel? best = !backtest.HasCounts
            ? null
            : backtest.Baselines.Where(b => !double.IsNaN(b.WeightedQuantileLoss)).MinBy(b => b.WeightedQuantileLoss);
        if (best is null || !(best.WeightedQuantileLoss > 0) || double.IsNaN(backtest.Model.WeightedQuantileLoss))
        {
            return null;
        }

        double change = (backtest.Model.WeightedQuantileLoss / best.WeightedQuantileLoss) - 1;
        string size = (100 * Math.Abs(change)).ToString("0.0", CultureInfo.InvariantCulture);
        return Math.Abs(change) < Equal
            ? $"Weighted quantile loss equal to that of the best baseline ({best.Title}), within 0.5 %."
            : $"Weighted quantile loss {size} % {(change < 0 ? "below" : "above")} that of the best baseline "
                + $"({best.Title}){Doubt(backtest, best)}.";
    }

    private static string Doubt(Backtest backtest, BacktestModel best)
    {
        PairedForecastTest test = backtest.CompareLosses(backtest.BaselineQuantiles[best.Name]);
        return test.Origins < 2 ? ", which may be chance (one origin)"
            : test.IsClear ? ""
            : $", which may be chance ({test.Origins} origins)";
    }
}
