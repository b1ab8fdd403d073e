using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Which row of a clock that all series share an origin is.</summary>
internal static class WindowClock
{
    /// <summary>The row of the clock; the row of the series where rows have no stamps at even distances.</summary>
    /// <param name="first">The series by whose first row the clock begins.</param>
    /// <param name="series">The series of the origin.</param>
    /// <param name="origin">The first row of a horizon.</param>
    public static long PlaceOf(Series first, Series series, int origin) =>
        series.Frequency is { } frequency && first.TimeAt(0) is { } zero && series.TimeAt(origin) is { } stamp
            ? frequency.StepsBetween(zero, stamp) ?? origin
            : origin;
}
