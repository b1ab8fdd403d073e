using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Reports that the last weeks differ from the training data: too many values are outside the intervals.
/// </summary>
internal static class IntervalDrift
{
    /// <summary>The last forecasts that are looked at, and how many there must be.</summary>
    private const int Most = 8, Least = 4;

    /// <summary>The excess share of values outside the intervals from which a note is written, if chance does not
    /// explain it.</summary>
    private const double WorthAWord = 0.1;

    /// <summary>The sentence; none where nothing is unusual.</summary>
    /// <param name="design">Horizon and intervals.</param>
    /// <param name="set">The series.</param>
    /// <param name="adapting">Gives past forecasts.</param>
    /// <param name="windows">The windows that are forecast, one of each series.</param>
    public static IEnumerable<string> Notes(
        ForecastDesign design, SeriesSet set, AdaptiveIntervals adapting, IReadOnlyList<Window> windows)
    {
        var unusual = new List<(double Outside, Window Window, int First)>();
        foreach (Window window in windows)
        {
            (int, int Origin)[] origins =
                [.. adapting.OriginsBefore(window).TakeLast(Most).Select(origin => (window.Series, origin))];
            if (origins.Length >= Least && Outside(design, adapting.Forecasts(origins)) is { } outside)
            {
                unusual.Add((outside, window, origins[0].Origin));
            }
        }

        if (unusual.Count == 0)
        {
            return [];
        }

        (double share, Window worst, int first) = unusual.MaxBy(u => u.Outside);
        Series series = set[worst.Series];
        string of = set.Count == 1 ? ""
            : unusual.Count == 1 ? $" of '{series.Id}'"
            : $" of '{series.Id}', one of {unusual.Count} such series,";
        string note = Invariant.Of(
            $"From {series.LabelAt(first)} on {100 * share:F0} % of the values{of} are outside the "
            + $"{design.Intervals[0]} % interval of the training: the series has changed. Intervals adapt to this, "
            + $"forecasts do not: train again on newer rows.");
        return [note];
    }

    /// <summary>The share of values outside the first interval; null where chance may be the reason.</summary>
    private static double? Outside(ForecastDesign design, PastForecast[] past)
    {
        double[] shares = [.. past.Select(p => IntervalScales.Outside(design, p, level: 0)).OfType<double>()];
        if (shares.Length < Least)
        {
            return null;
        }

        double mean = shares.Average(), promised = 1 - (design.Intervals[0] / 100);
        double error = Math.Sqrt(
            shares.Sum(s => (s - mean) * (s - mean)) / (shares.Length - 1) / shares.Length);
        return mean - promised > Math.Max(WorthAWord, 2 * error) ? mean : null;
    }
}
