using Carousel.Networks;

namespace Carousel.Anomalies;

/// <summary>Where in the day and the week a time stamp lies, as the network sees it.</summary>
internal static class CalendarPhase
{
    /// <summary>How many features.</summary>
    public const int Count = 6;

    /// <summary>[Count]: what they are called.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "day, sine", "day, cosine", "half a day, sine", "half a day, cosine", "week, sine", "week, cosine",
    ];

    /// <summary>[Count]: how they are made of a time stamp.</summary>
    public static IReadOnlyList<PortableSource> Sources { get; } =
    [
        .. PortableSource.Turn("day", 1), .. PortableSource.Turn("day", 2),
        .. PortableSource.Turn("week from sunday", 1),
    ];

    /// <summary>Writes the features.</summary>
    /// <param name="stamp">The time; null for rows without one, which gives zeros.</param>
    /// <param name="features">[Count], overwritten.</param>
    public static void Write(DateTime? stamp, Span<float> features)
    {
        features[..Count].Clear();
        if (stamp is not { } time)
        {
            return;
        }

        double day = 2 * Math.PI * time.TimeOfDay.TotalDays;
        double week = 2 * Math.PI * (((int)time.DayOfWeek + time.TimeOfDay.TotalDays) / 7);
        ReadOnlySpan<double> turns = [day, 2 * day, week];
        for (int t = 0; t < turns.Length; t++)
        {
            (features[2 * t], features[(2 * t) + 1]) = ((float)Math.Sin(turns[t]), (float)Math.Cos(turns[t]));
        }
    }
}
