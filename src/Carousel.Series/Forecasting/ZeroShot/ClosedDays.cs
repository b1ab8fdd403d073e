using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Rare zeros of a series that is otherwise well above 0, such as a shop on public holidays: they are missing in its
/// past, and forecast where a year before is one of them.
/// </summary>
internal sealed class ClosedDays
{
    private const double MostZeros = 0.05, LowShare = 0.02, LowPart = 0.2, LeastRepeated = 0.5;
    private const int LeastPairs = 2, LeastRows = 30, LeastLeft = 8;

    private readonly HashSet<DateTime> _zeros;
    private readonly Series _series;
    private readonly int _origin;

    private ClosedDays(Series series, int origin, HashSet<DateTime> zeros) =>
        (_series, _origin, _zeros) = (series, origin, zeros);

    /// <summary>Takes the zeros of closed days out of the past of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="origin">The row after the past.</param>
    /// <param name="past">The last rows before the origin; zeros of closed days become NaN.</param>
    /// <returns>The closed days; null where the series has none.</returns>
    public static ClosedDays? TakeFrom(Series series, int origin, Span<float> past)
    {
        float[] above = [.. past.ToArray().Where(v => v > 0).Order()];
        int zeros = past.Count(0f), known = past.Length - past.Count(float.NaN);
        if (zeros == 0 || past[^1] == 0 || HasTooFew(past) || above.Length < LeastRows
            || zeros > MostZeros * known || above.Length + zeros < known
            || above[(int)(LowShare * above.Length)] < LowPart * above[above.Length / 2])
        {
            return null;
        }

        var days = new HashSet<DateTime>();
        for (int t = 0; t < past.Length; t++)
        {
            if (past[t] == 0)
            {
                past[t] = float.NaN;
                if (series.TimeAt(origin - past.Length + t) is { } time)
                {
                    days.Add(time);
                }
            }
        }

        DateTime? first = series.TimeAt(origin - past.Length);
        DateTime[] later = [.. days.Where(day => day.AddYears(-1) >= first)];
        bool areYearly = later.Length >= LeastPairs
            && later.Count(day => days.Contains(day.AddYears(-1))) >= LeastRepeated * later.Length;
        return areYearly ? new ClosedDays(series, origin, days) : null;
    }

    // Whether too few values would be left among those that the network reads.
    private static bool HasTooFew(ReadOnlySpan<float> past)
    {
        past = past[Math.Max(0, past.Length - ZeroShotShape.MostPast)..];
        return past.Length - past.Count(float.NaN) - past.Count(0f) < LeastLeft;
    }

    /// <summary>Whether a step ahead is closed.</summary>
    /// <param name="step">0 for the first.</param>
    public bool Has(int step) => _series.TimeAt(_origin + step) is { } time && _zeros.Contains(time.AddYears(-1));
}
