using System.Globalization;

namespace Carousel.Forecasting;

/// <summary>
/// How a forecast of intermittent demand compares with the best other row of the table: by the weighted quantile loss,
/// since the median of such demand is often 0 and tells little.
/// </summary>
internal static class DemandVerdict
{
    private const double Equal = 0.005;

    /// <summary>One sentence; null where no counts are forecast.</summary>
    /// <param name="backtest">The backtest.</param>
    public static string? Of(Backtest backtest)
    {
        BacktestModel? best = !backtest.HasCounts ? null
            : backtest.Baselines.Concat(Optional.Of(backtest.Other)).Where(b => !double.IsNaN(b.WeightedQuantileLoss))
                .MinBy(b => b.WeightedQuantileLoss);
        if (best is null || !(best.WeightedQuantileLoss > 0) || double.IsNaN(backtest.Model.WeightedQuantileLoss))
        {
            return null;
        }

        string reference = $"the {(best == backtest.Other ? "other model" : "best baseline")} ({best.Title})";
        string doubt = backtest.BaselineQuantiles.TryGetValue(best.Name, out QuantileTable<Stage.InUnits>? other)
            ? ForecastSentence.Doubt(backtest.CompareLosses(other))
            : "";
        double change = (backtest.Model.WeightedQuantileLoss / best.WeightedQuantileLoss) - 1;
        string size = (100 * Math.Abs(change)).ToString("0.0", CultureInfo.InvariantCulture);
        return Math.Abs(change) < Equal
            ? $"Weighted quantile loss equal to that of {reference}, within 0.5 %."
            : $"Weighted quantile loss {size} % {(change < 0 ? "below" : "above")} that of {reference}{doubt}.";
    }
}
