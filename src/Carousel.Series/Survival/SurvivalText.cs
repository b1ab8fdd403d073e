using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>All messages and errors about logs.</summary>
internal static class SurvivalText
{
    public static string Period(PeriodKind kind) =>
        kind switch { PeriodKind.Day => "day", PeriodKind.Week => "week", _ => "month" };

    public static string Leaving(SurvivalDesign design) => Leaving(design.Rule, Period(design.Period));

    public static string Leaving(LeaveRule rule, string period) =>
        rule.Event is { } name
            ? $"'{name}'"
            : $"{FigureText.Counted(rule.AbsentPeriods, period)} without an event";

    /// <summary>The log with the events of another column, where only that one has the leaving.</summary>
    public static EventLog LedByLeaving(EventLog log, SurvivalOptions options)
    {
        bool isNamed = log.Categories is [var first, ..] && EventLayout.IsNameOfEvents(first.Name);
        int lead = options.Reading.Event is not null || options.Absent is not null
            || (isNamed && options.Leave is null) ? -1
            : log.Categories.ToList().FindIndex(c => options.Leave is { } leave
                ? c.Values.Contains(leave, StringComparer.OrdinalIgnoreCase)
                : LeaveRule.FindEvent(c.Name, c.Values) is not null);
        return lead <= 0 ? log : log.Between(
            log.First, log.Last,
            $"Column '{log.Categories[lead].Name}' contains the events, because it has that of leaving.", lead);
    }

    /// <summary>What leaving is: as asked, or found by its name.</summary>
    public static LeaveRule FindRule(EventLog log, SurvivalOptions options, string period)
    {
        if (options.Leave is not null && options.Absent is not null)
        {
            throw options.Wrong("{Leave} and {Absent} exclude each other: pass one of them.");
        }

        IReadOnlyList<string> names = log.Categories.Count == 0 ? [] : log.Categories[0].Values;
        string? censor = options.Censor is null ? null : RequireEvent(log, names, options.Censor, options);
        if (options.Absent is { } absent)
        {
            return new LeaveRule(null, absent, censor);
        }

        string? leave = options.Leave is null
            ? LeaveRule.FindEvent(log.Categories.Count == 0 ? null : log.Categories[0].Name, names)
            : RequireEvent(log, names, options.Leave, options);
        if (leave is null)
        {
            throw options.Unfit(
                $"{log.Name}: no event clearly means leaving. Name it with {{Leave}}, or pass {{Absent}} with the "
                + $"number of {period}s without an event that count as leaving. {Events(log)}");
        }

        return leave == censor
            ? throw options.Wrong(
                $"{{Leave}} and {{Censor}} name the same event '{leave}': pass another for one of them.")
            : new LeaveRule(leave, 0, censor);
    }

    /// <summary>Throws if no customer leaves; with <paramref name="isFitted"/> options cannot change that.</summary>
    public static void RequireLeavers(SurvivalData data, LeaveRule rule, bool isFitted)
    {
        if (!data.Histories.Any(h => h.Leaves))
        {
            OptionSentence advice = isFitted ? "Pass a longer log."
                : rule.Event is null ? "Pass a smaller {Absent}, or a longer log."
                : "Pass a longer log, another {Leave}, or {Absent}.";
            throw OptionTable.Of(typeof(SurvivalOptions))
                .Unfit(
                    $"{data.Log.Name}: no customer leaves ({Leaving(rule, data.Grid.Name)}) in "
                    + $"the {FigureText.Count(data.Grid.Count)} whole {data.Grid.Name}s before "
                    + $"{data.Grid.Label(data.Grid.Count)}, so there is nothing to learn or to evaluate. Later events "
                    + $"are in an incomplete {data.Grid.Name} and do not count. {advice}");
        }
    }

    public static IReadOnlyList<JobFact> Facts(SurvivalData data)
    {
        int leaves = data.Histories.Count(h => h.Leaves);
        return
        [
            new(
                "data",
                $"{FigureText.Count(data.Log.EventCount)} events of {FigureText.Count(data.Log.Count)} customers "
                + $"('{data.Log.IdName}'), {data.Log.Format(data.Log.First)} to {data.Log.Format(data.Log.Last)}"),
            new(
                "periods",
                $"{FigureText.Count(data.Grid.Count)} whole {data.Grid.Name}s from {data.Grid.Label(0)}; "
                + $"{FigureText.Count(data.Histories.Sum(h => (long)h.Length))} {data.Grid.Name}s of customers"),
            new(
                "customers",
                $"{FigureText.Count(leaves)} leave, {FigureText.Count(data.Histories.Count - leaves)} are censored"),
        ];
    }

    private static string RequireEvent(
        EventLog log, IReadOnlyList<string> names, string name, SurvivalOptions options) =>
        names.FirstOrDefault(n => n == name)
            ?? names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw options.Unfit(
                $"{log.Name} has no event '{name}'.{NearestName.Question(name, names)} {Events(log)}");

    private static OptionSentence Events(EventLog log)
    {
        if (log.Categories.Count == 0)
        {
            return "It has no column of events; name one with {Event}.";
        }

        EventCategory own = log.Categories[0];
        OptionSentence other = log.Categories.Count == 1 ? (OptionSentence)""
            : $" They are in column '{own.Name}'; name another with {{Event}}: "
                + $"{CsvColumns.Shown([.. log.Categories.Skip(1).Select(o => o.Name)])}.";
        return $"Its events: {CsvColumns.Shown(own.Values)}.{other}";
    }
}
