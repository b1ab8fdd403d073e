using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>
/// Events whose time stamps are far from all others, such as one of 2099 in a log of two years. They are mistakes of
/// writing or placeholders, and would set the period of observation.
/// </summary>
internal static class OutlyingEvents
{
    private const int Shown = 3;

    // At most one event in a hundred is outlying, on each side of the others.
    private const int OneOf = 100;

    // The empty time between them and the others is ten times as long as any among the others, and a quarter as long as
    // all others together.
    private const int LongerThanGaps = 10;
    private const int ShareOfOthers = 4;

    /// <summary>The log without such events, with a note that names them.</summary>
    /// <param name="log">The log.</param>
    public static EventLog Remove(EventLog log)
    {
        long[] times = [.. log.AllTimes.Select(t => t.Ticks).Order()];
        int most = times.Length / OneOf;
        if (most == 0)
        {
            return log;
        }

        // The middle holds no event that may be outlying, so its gaps are those of usual events.
        long usual = Enumerable.Range(most + 1, times.Length - (2 * most) - 1).Max(k => times[k] - times[k - 1]);
        int first = 0, last = times.Length - 1;
        for (int k = 1; k <= most; k++)
        {
            first = IsFar(times[k] - times[k - 1], times[^(most + 1)] - times[k]) ? k : first;
            last = IsFar(times[^k] - times[^(k + 1)], times[^(k + 1)] - times[most]) ? times.Length - k - 1 : last;
        }

        (var from, var to) = (new DateTime(times[first]), new DateTime(times[last]));
        return first == 0 && last == times.Length - 1 ? log : log.Between(from, to, Note(log, from, to));

        bool IsFar(long gap, long others) => gap > LongerThanGaps * usual && gap > others / ShareOfOthers;
    }

    private static string Note(EventLog log, DateTime from, DateTime to)
    {
        int[] places = [.. log.PlacesWhere(t => t < from || t > to).OrderBy(p => log.AllLines[p])];
        string[] named = [.. places.Select(
            p => $"{log.Format(log.AllTimes[p])} on line {FigureText.Count(log.AllLines[p])}")];
        return $"Left out: {FigureText.Counted(places.Length, "event")} far from all others in time, "
            + $"{FigureText.Listed(named, Shown)}. The others are from "
            + $"{log.Format(from)} to {log.Format(to)}. Correct these time stamps, or remove the rows.";
    }
}
