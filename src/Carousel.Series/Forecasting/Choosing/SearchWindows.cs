using Carousel.Data;

namespace Carousel.Forecasting.Choosing;

/// <summary>
/// Windows of time in which settings are compared: the validation part, and those before it that leave most of the
/// rows to learn from. Each is forecast by what learned from the rows before it; the window itself ends that training
/// and says how much of the network is added, for each setting alike.
/// </summary>
internal static class SearchWindows
{
    private const int Most = 3;

    /// <summary>The earliest window leaves at least this share of the training part.</summary>
    private const double LeastTraining = 0.6;

    /// <summary>The options under which the rows of each window validate, the latest window first.</summary>
    /// <param name="plan">Says where the validation part lies.</param>
    public static IReadOnlyList<ForecastOptions> Of(ForecastPlan plan)
    {
        TemporalSplit split = plan.Split;
        int validation = split.Validation.LongestRows, test = split.Test.LongestRows;
        int back = (int)((1 - LeastTraining) * split.Train.LongestRows / validation);
        return
        [
            .. Enumerable.Range(0, Math.Min(Most, back + 1)).Select(window => plan.Options with
            {
                Horizon = plan.Design.Horizon,
                ValidationRows = validation,
                TestRows = test + (window * validation),
                TrainOnce = true,
            }),
        ];
    }
}
