namespace Carousel.Networks;

/// <summary>
/// A linear forecast of all rows ahead from a window, as data: ŷ = W·x + b. Its inputs, in this order: the last
/// values of the target; of each column known ahead its last values and those of the rows ahead; for the first row
/// ahead one indicator for each hour of the day, one for each weekday from Sunday, sine and cosine of the year; the
/// target's values a year before each row ahead. Rows before the first of the table repeat it.
/// </summary>
/// <param name="Target">The target, as the network sees it.</param>
/// <param name="Known">What is known ahead, as the network sees it.</param>
/// <param name="Lags">How many last values.</param>
internal sealed record PortableRegression(PortableValue Target, IReadOnlyList<PortableValue> Known, int Lags)
{
    /// <summary>Whether there are indicators of hours.</summary>
    public bool HasHours { get; init; }

    /// <summary>Whether there are indicators of weekdays.</summary>
    public bool HasWeekdays { get; init; }

    /// <summary>Pairs of sine and cosine of the year.</summary>
    public int YearHarmonics { get; init; }

    /// <summary>A year in rows; 0 where last year is not looked at.</summary>
    public int Year { get; init; }

    /// <summary>If a table does not reach back a year, values this many rows apart replace those of last
    /// year.</summary>
    public int Season { get; init; } = 1;

    /// <summary>W: [inputs, rows ahead].</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>b: [rows ahead].</summary>
    public required IReadOnlyList<double> Offsets { get; init; }
}
