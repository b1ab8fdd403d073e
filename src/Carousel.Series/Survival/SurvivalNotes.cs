using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>What is odd about the events that end a history, and about names that are nearly alike.</summary>
internal static class SurvivalNotes
{
    private const int Shown = 3;

    /// <summary>The notes, a sentence or two each.</summary>
    /// <param name="builder">It built all histories.</param>
    /// <param name="log">The log.</param>
    /// <param name="rule">What leaving is.</param>
    public static IEnumerable<string> Of(HistoryBuilder builder, EventLog log, LeaveRule rule)
    {
        if (builder.EventsAfterEnd > 0)
        {
            yield return $"Left out: {FigureText.Counted(builder.EventsAfterEnd, "event")} of "
                + $"{FigureText.Counted(builder.CustomersAfterEnd, "customer")} after the end of the history (the "
                + $"first leaving{(rule.Censor is { } censor ? $" or '{censor}'" : "")}). A customer who returns "
                + "counts as one who left.";
        }

        if (builder.LeavingsTooLate > 0)
        {
            yield return $"{FigureText.Counted(builder.LeavingsTooLate, "customer")} left after the last whole period: "
                + "not counted as leaving, and not ranked. Pass a log that ends with a period to count them.";
        }

        if (builder.StoppedEarly > 0)
        {
            bool isOne = builder.StoppedEarly == 1;
            yield return $"{FigureText.Counted(builder.StoppedEarly, "customer")} who did not leave "
                + $"{(isOne ? "lacks" : "lack")} a row of the last month, but {(isOne ? "counts" : "count")} as "
                + "present. Remove customers who are no longer observed.";
        }

        string[][] alike = Alike(log);
        if (alike.Length > 0)
        {
            string end = alike.SelectMany(a => a).Any(n => n == rule.Event || n == rule.Censor)
                ? $" Only '{rule.Event ?? rule.Censor}' ends a history." : "";
            yield return "Names of events that differ only in letter case count as different events: "
                + string.Join("; ", alike.Take(Shown).Select(a => string.Join(", ", a.Select(n => Counted(log, n)))))
                + $"{(alike.Length > Shown ? $"; and {alike.Length - Shown} more groups" : "")}.{end} Write them alike "
                + "if they mean the same.";
        }
    }

    private static string[][] Alike(EventLog log) => log.Categories.Count == 0 ? []
        :
        [
            .. log.Categories[0].Values.Where(v => CountOf(log, v) > 0)
                .GroupBy(v => v, StringComparer.OrdinalIgnoreCase)
                .Where(g => g.Count() > 1).Select(g => g.ToArray()),
        ];

    private static string Counted(EventLog log, string name) => $"'{name}' {FigureText.Count(CountOf(log, name))}";

    private static int CountOf(EventLog log, string name)
    {
        int code = log.Categories[0].Values.ToList().IndexOf(name);
        return log.AllCodes[0].Count(c => c == code);
    }
}
