namespace Carousel.Data;

/// <summary>Finds the grid on which time stamps lie: months first, then business days, then a fixed length.</summary>
internal static class FrequencyFinder
{
    // A grid that is filled to less than a quarter is rejected: the stamps are those of events.
    private const int LeastFilling = 4;

    private const int LeastHalfMonths = 4;

    // Days of the two halves of a month are about so far apart at least.
    private const int LeastHalfMonth = 12;

    private static readonly FrequencyUnit[] _fixedUnits =
    [
        FrequencyUnit.Week, FrequencyUnit.Day, FrequencyUnit.Hour, FrequencyUnit.Minute, FrequencyUnit.Second,
        FrequencyUnit.Millisecond,
    ];

    /// <summary>The frequency on whose grid every stamp lies, or null.</summary>
    /// <param name="sorted">Stamps, strictly ascending.</param>
    /// <returns>The frequency, or null.</returns>
    public static Frequency? Find(ReadOnlySpan<DateTime> sorted) => sorted.Length < 2 ? null
        : FindMonths(sorted) ?? FindBusinessDays(sorted) ?? FindFixed(sorted);

    /// <summary>The most frequent distance, to name a stamp that is not on the grid.</summary>
    /// <param name="sorted">Stamps, strictly ascending, at least two.</param>
    /// <returns>The frequency, or null if the distance is not a whole number of milliseconds.</returns>
    public static Frequency? MostFrequent(ReadOnlySpan<DateTime> sorted)
    {
        var counts = new Dictionary<long, int>();
        for (int i = 1; i < sorted.Length; i++)
        {
            long distance = sorted[i].Ticks - sorted[i - 1].Ticks;
            counts[distance] = counts.GetValueOrDefault(distance) + 1;
        }

        long best = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).First().Key;
        double days = (double)best / TimeSpan.TicksPerDay;
        return days is >= 28 and <= 31 ? new Frequency(FrequencyUnit.Month) : FromTicks(best);
    }

    /// <summary>The two days of the month on which all stamps lie, at the same time of day and mostly in turn; of a day
    /// after the 28th the last day of shorter months is meant.</summary>
    /// <param name="sorted">Stamps, strictly ascending.</param>
    /// <returns>The days; null if the stamps are not half-months.</returns>
    public static (int First, int Second)? HalfMonths(ReadOnlySpan<DateTime> sorted)
    {
        if (sorted.Length < LeastHalfMonths)
        {
            return null;
        }

        (int first, int second) = (31, 1);
        foreach (DateTime stamp in sorted)
        {
            (first, second) = (Math.Min(first, stamp.Day), Math.Max(second, stamp.Day));
        }

        int turns = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            DateTime stamp = sorted[i];
            if (stamp.TimeOfDay != sorted[0].TimeOfDay || (stamp.Day != first
                && stamp.Day != Math.Min(second, DateTime.DaysInMonth(stamp.Year, stamp.Month))))
            {
                return null;
            }

            turns += i > 0 && stamp.Day == first != (sorted[i - 1].Day == first) ? 1 : 0;
        }

        return 4 * turns >= 3 * (sorted.Length - 1) && second - first >= LeastHalfMonth ? (first, second) : null;
    }

    private static Frequency? FindMonths(ReadOnlySpan<DateTime> sorted)
    {
        int anchor = 0;
        foreach (DateTime stamp in sorted)
        {
            anchor = Math.Max(anchor, stamp.Day);
        }

        long common = 0;
        TimeSpan clock = sorted[0].TimeOfDay;
        for (int i = 0; i < sorted.Length; i++)
        {
            DateTime stamp = sorted[i];
            if (stamp.TimeOfDay != clock
                || stamp.Day != Math.Min(anchor, DateTime.DaysInMonth(stamp.Year, stamp.Month)))
            {
                return null;
            }

            if (i > 0)
            {
                long months = Frequency.Months(sorted[i - 1], stamp);
                if (months == 0)
                {
                    return null;
                }

                common = GreatestCommonDivisor(common, months);
            }
        }

        if ((Frequency.Months(sorted[0], sorted[^1]) / common) + 1 > (long)sorted.Length * LeastFilling)
        {
            return null;
        }

        int kept = anchor > 28 ? anchor : 0;
        return common % 12 == 0 ? new Frequency(FrequencyUnit.Year, (int)(common / 12), kept)
            : common % 3 == 0 ? new Frequency(FrequencyUnit.Quarter, (int)(common / 3), kept)
            : new Frequency(FrequencyUnit.Month, (int)common, kept);
    }

    // Only data that crosses a weekend without a row in it, and mostly steps by single days, speaks of business days.
    private static Frequency? FindBusinessDays(ReadOnlySpan<DateTime> sorted)
    {
        var frequency = new Frequency(FrequencyUnit.BusinessDay);
        bool crossesWeekend = false;
        int single = 0;
        for (int i = 1; i < sorted.Length; i++)
        {
            long? steps = frequency.StepsBetween(sorted[i - 1], sorted[i]);
            if (steps is null)
            {
                return null;
            }

            single += steps == 1 ? 1 : 0;
            crossesWeekend |= steps == 1 && (sorted[i] - sorted[i - 1]).Days == 3;
        }

        return crossesWeekend && single * 2 > sorted.Length ? frequency : null;
    }

    private static Frequency? FindFixed(ReadOnlySpan<DateTime> sorted)
    {
        long common = 0;
        for (int i = 1; i < sorted.Length; i++)
        {
            common = GreatestCommonDivisor(common, sorted[i].Ticks - sorted[i - 1].Ticks);
        }

        long rows = ((sorted[^1].Ticks - sorted[0].Ticks) / common) + 1;
        return rows <= (long)sorted.Length * LeastFilling ? FromTicks(common) : null;
    }

    internal static Frequency? FromTicks(long ticks)
    {
        foreach (FrequencyUnit unit in _fixedUnits)
        {
            long length = Frequency.TicksOfUnit(unit);
            if (ticks % length == 0 && ticks / length <= int.MaxValue)
            {
                return new Frequency(unit, (int)(ticks / length));
            }
        }

        return null;
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
