namespace Carousel.Data;

/// <summary>
/// Finds the grid of a clock that is a little early or late each time: every stamp is at most a quarter of a step from
/// its point.
/// </summary>
internal static class JitteredClock
{
    // One row in five that is off its point is a clock's habit; fewer, and off by more than a twentieth of a step, are
    // mistakes in the data.
    private const int FewestStamps = 8;
    private const int OffOf = 5;
    private const int SmallShift = 20;
    private const double NearNice = 0.05;
    private const int LeastFilling = 4;

    // A grid that most rows have to themselves; where a few share a point, the refusal names them.
    private const int MostShared = 20;

    private static readonly long[] _nice =
    [
        .. new long[] { 1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500 }.Select(n => n * TimeSpan.TicksPerMillisecond),
        .. new long[] { 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 }.Select(n => n * TimeSpan.TicksPerSecond),
        .. new long[] { 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 }.Select(n => n * TimeSpan.TicksPerMinute),
        .. new long[] { 1, 2, 3, 4, 6, 8, 12 }.Select(n => n * TimeSpan.TicksPerHour),
        TimeSpan.TicksPerDay, 7 * TimeSpan.TicksPerDay,
    ];

    /// <summary>The grid of a jittered clock.</summary>
    /// <param name="sorted">Stamps, strictly ascending.</param>
    /// <returns>The length of a step, and how long after midnight of the first day of the calendar a point lies, less
    /// than a step; null where the stamps are no such clock's.</returns>
    public static (TimeSpan Step, TimeSpan Phase)? Find(ReadOnlySpan<DateTime> sorted)
    {
        if (sorted.Length < 3 || MedianStep(sorted) is not (> 0 and < 28 * TimeSpan.TicksPerDay and var median))
        {
            return null;
        }

        long steps = 0;
        for (int i = 1; i < sorted.Length; i++)
        {
            steps += Math.Max(1, (sorted[i].Ticks - sorted[i - 1].Ticks + (median / 2)) / median);
        }

        long mean = (sorted[^1].Ticks - sorted[0].Ticks) / steps;
        long nice = _nice.MinBy(n => Math.Abs(n - mean));
        long[] candidates =
        [
            .. Math.Abs(nice - mean) <= NearNice * mean ? [nice] : Array.Empty<long>(),
            .. new[] { TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond }.Where(unit => mean >= 2 * unit)
                .Select(unit => (mean + (unit / 2)) / unit * unit),
        ];
        foreach (long step in candidates.Distinct())
        {
            if (PhaseOf(sorted, step) is { } phase && IsClock(sorted, step, phase))
            {
                return (new TimeSpan(step), new TimeSpan(phase));
            }
        }

        return null;
    }

    /// <summary>The round length of time nearest above the usual distance between stamps; null where that is a month or
    /// more.</summary>
    /// <param name="sorted">Stamps, ascending.</param>
    public static TimeSpan? RoundStep(ReadOnlySpan<DateTime> sorted)
    {
        long median = MedianStep(sorted);
        long above = median <= 0 ? 0 : _nice.FirstOrDefault(n => n >= (1 - NearNice) * median);
        return above > 0 ? new TimeSpan(above) : null;
    }

    /// <summary>The median of the distances between different stamps, in ticks; 0 without different stamps.</summary>
    /// <param name="sorted">Stamps, ascending.</param>
    public static long MedianStep(ReadOnlySpan<DateTime> sorted)
    {
        var distances = new List<long>(sorted.Length);
        for (int i = 1; i < sorted.Length; i++)
        {
            long distance = sorted[i].Ticks - sorted[i - 1].Ticks;
            if (distance > 0)
            {
                distances.Add(distance);
            }
        }

        distances.Sort();
        return distances.Count == 0 ? 0 : distances[distances.Count / 2];
    }

    /// <summary>Difference of a stamp from the nearest point, in ticks; negative before it.</summary>
    public static long ShiftOf(DateTime stamp, long step, long phase)
    {
        long behind = (stamp.Ticks - phase) % step;
        behind += behind < 0 ? step : 0;
        return 2 * behind > step ? behind - step : behind;
    }

    // Points at midnight first, then as round a time of day as will do.
    private static long? PhaseOf(ReadOnlySpan<DateTime> sorted, long step)
    {
        (double sine, double cosine) = (0, 0);
        foreach (DateTime stamp in sorted)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * (stamp.Ticks % step) / step);
            (sine, cosine) = (sine + s, cosine + c);
        }

        double turn = Math.Atan2(sine, cosine) / (2 * Math.PI);
        double middle = (turn < 0 ? turn + 1 : turn) * step;
        foreach (long unit in new[] { 0, step / 2, step / 4, TimeSpan.TicksPerMinute, TimeSpan.TicksPerSecond })
        {
            long phase = unit == 0 ? 0 : (long)Math.Round(middle / unit) * unit % step;
            if (unit < step && IsNear(sorted, step, phase))
            {
                return phase;
            }
        }

        return null;
    }

    private static bool IsNear(ReadOnlySpan<DateTime> sorted, long step, long phase)
    {
        foreach (DateTime stamp in sorted)
        {
            if (4 * Math.Abs(ShiftOf(stamp, step, phase)) > step)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsClock(ReadOnlySpan<DateTime> sorted, long step, long phase)
    {
        (int off, int shared, long largest, long last) = (0, 0, 0, -1);
        foreach (DateTime stamp in sorted)
        {
            long shift = ShiftOf(stamp, step, phase), point = stamp.Ticks - shift;
            off += shift == 0 ? 0 : 1;
            shared += point == last ? 1 : 0;
            (largest, last) = (Math.Max(largest, Math.Abs(shift)), point);
        }

        long rows = ((sorted[^1].Ticks - sorted[0].Ticks) / step) + 1;
        return rows <= (long)sorted.Length * LeastFilling && (long)shared * MostShared <= sorted.Length
            && (largest * SmallShift <= step || (sorted.Length >= FewestStamps && off * OffOf >= sorted.Length));
    }
}
