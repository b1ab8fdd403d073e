namespace Carousel.Data;

/// <summary>The date of Easter Sunday in the Gregorian calendar.</summary>
internal static class Easter
{
    /// <summary>Easter Sunday of a year.</summary>
    /// <param name="year">1583 … 9999.</param>
    /// <returns>A Sunday from March 22 to April 25.</returns>
    /// <remarks>
    /// The anonymous algorithm of Nature 13 (1876), 487, as in Meeus 1991, Astronomical Algorithms, chapter 8.
    /// </remarks>
    public static DateOnly Of(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1583);
        int lunar = year % 19, century = year / 100, inCentury = year % 100;
        int correction = (century - ((century + 8) / 25) + 1) / 3;
        int epact = ((19 * lunar) + century - (century / 4) - correction + 15) % 30;
        int weekday = (32 + (2 * (century % 4)) + (2 * (inCentury / 4)) - epact - (inCentury % 4)) % 7;
        int late = (lunar + (11 * epact) + (22 * weekday)) / 451;
        int day = epact + weekday - (7 * late) + 114;
        return new DateOnly(year, day / 31, (day % 31) + 1);
    }
}
