using System.Globalization;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>
/// The whole periods of a log, numbered from 0. Periods are those of the calendar, so that all customers are asked
/// about the same next period.
/// </summary>
internal sealed class PeriodGrid
{
    private const double MostlyMonths = 0.8, ShortestOfMonths = 124;

    private readonly DateTime _origin;

    /// <summary>The grid of a log.</summary>
    /// <param name="kind">How long a period is.</param>
    /// <param name="first">The first time stamp.</param>
    /// <param name="end">When observation ends: the first moment that is no longer observed.</param>
    public PeriodGrid(PeriodKind kind, DateTime first, DateTime end)
    {
        (Kind, _origin) = (kind, Floor(kind, first));
        Count = Math.Max(0, end < _origin ? 0 : IndexOf(end));
    }

    /// <summary>How long a period is.</summary>
    public PeriodKind Kind { get; }

    /// <summary>How many whole periods were observed.</summary>
    public int Count { get; }

    /// <summary>One period in words.</summary>
    public string Name => SurvivalText.Period(Kind);

    /// <summary>The kind that suits a log: days up to two months, weeks up to two years, then months; months also where
    /// nearly all rows of a customer are a month apart.</summary>
    /// <param name="log">The log.</param>
    /// <returns>The kind.</returns>
    public static PeriodKind Find(EventLog log)
    {
        double span = (log.Last - log.First).TotalDays;
        return span < 62 ? PeriodKind.Day
            : span < 731 && !(span >= ShortestOfMonths && AreMonths(log)) ? PeriodKind.Week
            : PeriodKind.Month;
    }

    /// <summary>
    /// When the last event's period ends, if that event is on its last day or each row is of a month; else when it
    /// began: a period that is cut is not counted.
    /// </summary>
    /// <param name="kind">How long a period is.</param>
    /// <param name="log">The log.</param>
    /// <returns>The first moment that is no longer observed.</returns>
    public static DateTime FindEnd(PeriodKind kind, EventLog log)
    {
        DateTime floor = Floor(kind, log.Last), next = Add(kind, floor, 1);
        return log.Last >= next.AddDays(-1) || (kind == PeriodKind.Month && IsOfMonths(log)) ? next : floor;
    }

    /// <summary>Whether each row is of a month: nearly all have the same day of it.</summary>
    /// <param name="log">The log.</param>
    public static bool IsOfMonths(EventLog log)
    {
        (int rows, int same) = (0, 0);
        foreach (DateTime time in log.AllTimes)
        {
            (rows, same) = (rows + 1, same + (time.Day == log.Last.Day ? 1 : 0));
        }

        return same > MostlyMonths * rows;
    }

    // Pairs of the last row of a customer and the first of the next are few, and mostly go back in time.
    private static bool AreMonths(EventLog log)
    {
        double[] gaps =
        [
            .. log.AllTimes.Zip(log.AllTimes.Skip(1), (one, next) => (next.Date - one.Date).TotalDays)
                .Where(days => days > 0),
        ];
        return gaps.Count(d => d is >= 28 and <= 31) > MostlyMonths * gaps.Length
            && gaps.Count(d => d > 29) >= gaps.Length / 2;
    }

    /// <summary>The period of a time stamp; it may be after the last whole one.</summary>
    /// <param name="time">At or after the grid's first period.</param>
    /// <returns>0, 1, ….</returns>
    public int IndexOf(DateTime time) => Kind switch
    {
        PeriodKind.Day => (int)(time.Date - _origin).TotalDays,
        PeriodKind.Week => (int)((time.Date - _origin).TotalDays / 7),
        _ => ((time.Year - _origin.Year) * 12) + time.Month - _origin.Month,
    };

    /// <summary>When a period begins.</summary>
    /// <param name="index">0, 1, …; it may be after the last whole one.</param>
    /// <returns>Its first moment.</returns>
    public DateTime StartOf(int index) => Add(Kind, _origin, index);

    /// <summary>A period as text.</summary>
    /// <param name="index">0, 1, ….</param>
    /// <returns>Its first day, or its month.</returns>
    public string Label(int index) =>
        StartOf(index).ToString(Kind == PeriodKind.Month ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTime Floor(PeriodKind kind, DateTime time) => kind switch
    {
        PeriodKind.Day => time.Date,
        PeriodKind.Week => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)),
        _ => new DateTime(time.Year, time.Month, 1),
    };

    private static DateTime Add(PeriodKind kind, DateTime start, int periods) => kind switch
    {
        PeriodKind.Day => start.AddDays(periods),
        PeriodKind.Week => start.AddDays(7.0 * periods),
        _ => start.AddMonths(periods),
    };
}
