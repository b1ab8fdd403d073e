using Carousel.Jobs;

namespace Carousel.Forecasting;

/// <summary>
/// How well one way of forecasting did over a backtest. Means over all origins, steps and known values; over several
/// targets the mean of the targets.
/// </summary>
/// <param name="Name">Such as <c>carousel</c> or <c>boosted trees</c>.</param>
/// <param name="MeanAbsoluteError">In the unit of the data.</param>
/// <param name="RootMeanSquaredError">In the unit of the data.</param>
/// <param name="SymmetricError">sMAPE in percent, 0 … 200.</param>
/// <param name="ScaledError">MASE: the mean absolute error over that of the seasonal naive forecast inside the training
/// part; NaN where that is 0.</param>
/// <param name="StandardizedSquaredError">Mean squared error over the variance of the training part: what papers on
/// several channels report; NaN where a target is constant.</param>
/// <param name="WeightedQuantileLoss">Over all quantiles; NaN where only one number is forecast.</param>
/// <param name="Coverage">Share of true values inside each interval, by its level in percent; empty where there is
/// none.</param>
/// <param name="Width">Mean width of each interval, by its level in percent.</param>
/// <param name="ErrorByStep">[H]: mean absolute error of each step of the horizon.</param>
public sealed record BacktestModel(
    string Name,
    double MeanAbsoluteError,
    double RootMeanSquaredError,
    double SymmetricError,
    double ScaledError,
    double StandardizedSquaredError,
    double WeightedQuantileLoss,
    IReadOnlyDictionary<double, double> Coverage,
    IReadOnlyDictionary<double, double> Width,
    IReadOnlyList<double> ErrorByStep)
{
    /// <summary>Its name in reports, such as <c>same hour yesterday</c>.</summary>
    public string Title { get; init; } = Name;

    /// <summary>
    /// The mean over several series of the MASE of each, relative to the seasonal naive error of the same series'
    /// training set: all series count alike, whatever their size, as in the M4 competition. NaN for one series.
    /// </summary>
    public double MeanScaledError { get; init; } = double.NaN;

    /// <summary>
    /// The same of the interval score of the widest interval: MSIS (Makridakis and others 2020). NaN where there is no
    /// interval, and for one series.
    /// </summary>
    public double MeanScaledIntervalScore { get; init; } = double.NaN;

    internal JobScore ToScore()
    {
        var scores = new Dictionary<string, double>
        {
            ["mae"] = MeanAbsoluteError,
            ["rmse"] = RootMeanSquaredError,
            ["smape"] = SymmetricError,
            ["mase"] = ScaledError,
            ["standardised_mse"] = StandardizedSquaredError,
            ["wql"] = WeightedQuantileLoss,
        };
        if (!double.IsNaN(MeanScaledError))
        {
            scores["mean_mase"] = MeanScaledError;
            scores["msis"] = MeanScaledIntervalScore;
        }

        return new JobScore(Name, Title, scores) { Coverage = Coverage };
    }
}
