using Carousel.Cli.Rendering;
using Carousel.Tasks.Forecasting;

namespace Carousel.Cli.Commands;

/// <summary>The rows of the table and of the JSON line that a backtest gives: the model, then the baselines.</summary>
internal static class Scores
{
    public static IReadOnlyList<ScoreRow> Of(Backtest backtest) => [.. backtest.Baselines.Prepend(backtest.Model).Select(Row)];

    private static ScoreRow Row(BacktestModel model) => new(
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
        },
        model.Coverage);
}
