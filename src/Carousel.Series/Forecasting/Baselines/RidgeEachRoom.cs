using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>Whether regressions of each series find room: a table holds no more numbers than an array does.</summary>
internal static class RidgeEachRoom
{
    /// <summary>Refuses more series than one table of maps holds.</summary>
    /// <param name="options">Named in the message.</param>
    /// <param name="design">With the lags of the regressions.</param>
    /// <param name="series">How many series.</param>
    /// <exception cref="OptionException">They find no room.</exception>
    public static void RequireMaps(ForecastOptions options, ForecastDesign design, int series)
    {
        long numbers = (new WindowInputs(design, 0).Count + 1L) * design.Horizon * series;
        if (numbers > Array.MaxLength)
        {
            throw options.Wrong(
                $"{{Baseline}} ridge-each keeps a regression of each of {Count(series)} series, {Count(numbers)} "
                + $"numbers, but a table holds {Count(Array.MaxLength)}: shorten {{Horizon}} or {{Lookback}}, or pass "
                + "{Baseline} ridge, one regression of all.");
        }
    }

    /// <summary>Refuses more windows than one table of forecasts holds.</summary>
    /// <param name="options">Named in the message.</param>
    /// <param name="design">Targets and horizon.</param>
    /// <param name="windows">How many windows trainings draw at most.</param>
    /// <exception cref="OptionException">They find no room.</exception>
    public static void RequireForecasts(ForecastOptions options, ForecastDesign design, long windows)
    {
        long numbers = windows * design.Horizon * design.TargetCount;
        if (design.BaselineEach && numbers > Array.MaxLength)
        {
            throw options.Wrong(
                $"{{Baseline}} ridge-each keeps its forecasts of the {Count(windows)} windows that a training draws, "
                + $"{Count(numbers)} numbers, but a table holds {Count(Array.MaxLength)}: pass fewer {{EpochWindows}}, "
                + "or {Baseline} ridge, one regression of all.");
        }
    }

    private static string Count(long number) => Invariant.Of($"{number:N0}");
}
