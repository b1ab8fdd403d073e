using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Default horizon and look-back of a forecast.</summary>
internal static class ForecastDefaults
{
    /// <summary>Rows that a default look-back goes beyond only for the sake of the horizon.</summary>
    private const int LongLookback = 96;

    /// <summary>A day of hours, two weeks of days, a year of months: what people plan by.</summary>
    public static int Horizon(Frequency? frequency, int length)
    {
        double perDay = frequency is null ? 0 : 1 / frequency.Days;
        int wanted = frequency?.Unit switch
        {
            null => 12,
            FrequencyUnit.Year => 3,
            FrequencyUnit.Quarter => 4,
            FrequencyUnit.Month => 12,
            FrequencyUnit.Week => 8,
            FrequencyUnit.Day or FrequencyUnit.BusinessDay => 14,
            _ => Math.Clamp((int)(perDay + 0.5), 4, 96),
        };
        return Math.Clamp(length / 8, 1, wanted);
    }

    /// <summary>
    /// Three rounds of the shortest season, at least the horizon, limited so that training is fast and has enough
    /// windows; longer seasons reach the network as lags.
    /// </summary>
    public static int Lookback(SeasonFinding seasons, int season, int horizon, int trainRows)
    {
        int shortest = seasons.Found.Count > 0 ? seasons.Found[0].Steps : season;
        int wanted = Math.Max(
            Math.Min(shortest > 1 ? 3 * shortest : 4 * horizon, Math.Max(4 * horizon, LongLookback)), horizon);
        int most = Math.Min((trainRows - horizon) / 2, trainRows - horizon + 1 - ForecastSplit.LeastTrainingWindows);
        return Math.Clamp(wanted, 1, Math.Max(1, most));
    }
}
