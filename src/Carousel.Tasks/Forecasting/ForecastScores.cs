using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Forecasting;

/// <summary>A backtest as the table that every job has: the model, then the baselines.</summary>
public static class ForecastScores
{
    // Errors as multiples of the naive forecast's: two decimals tell them apart.
    private const int ScaledDecimals = 2;

    private static readonly JobMetric[] _metrics =
    [
        new("mae", "MAE"), new("rmse", "RMSE"), new("mase", "MASE") { Decimals = ScaledDecimals }, new("wql", "weighted quantile loss") { Abbreviation = "WQL" },
    ];

    /// <summary>The table of a backtest.</summary>
    /// <param name="backtest">Every forecast.</param>
    /// <returns>Table and sentence, without report and files.</returns>
    public static JobResult Of(Backtest backtest)
    {
        ArgumentNullException.ThrowIfNull(backtest);
        return new JobResult(_metrics, [.. backtest.Baselines.Prepend(backtest.Model).Select(Score)], ForecastSentence.Comparison(backtest));
    }

    private static JobScore Score(BacktestModel model) => new(
        model.Name,
        model.Title,
        new Dictionary<string, double>
        {
            ["mae"] = model.MeanAbsoluteError,
            ["rmse"] = model.RootMeanSquaredError,
            ["smape"] = model.SymmetricError,
            ["mase"] = model.ScaledError,
            ["standardised_mse"] = model.StandardisedSquaredError,
            ["wql"] = model.WeightedQuantileLoss,
        })
    { Coverage = model.Coverage };
}
