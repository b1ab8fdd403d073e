using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;

namespace Carousel.Survival;

/// <summary>A log as histories of customers, with notes of the reader.</summary>
/// <param name="Log">The events.</param>
/// <param name="Grid">The periods.</param>
/// <param name="Histories">Those customers of whom at least one whole period is known before they leave, in the order
/// of the log.</param>
/// <param name="Notes">What was noticed, a sentence each.</param>
internal sealed record SurvivalData(
    EventLog Log, PeriodGrid Grid, IReadOnlyList<CustomerHistory> Histories, IReadOnlyList<string> Notes)
{
    private const int FewestPeriods = 3;
    private const long MostValues = 600_000_000;

    /// <summary>The periods of a log; with <paramref name="isFitted"/> a model decided how long they are.</summary>
    public static PeriodGrid MakeGrid(EventLog log, PeriodKind kind, bool isFitted = false)
    {
        var table = OptionTable.Of(typeof(SurvivalOptions));
        if (log.First == log.Last)
        {
            throw table.Unfit(
                $"{log.Name}: all events have the same time stamp in column '{log.TimeName}'. Write the time of each "
                + $"event there{(OptionSentence)(isFitted ? "" : ", or name another column with {Time}")}.");
        }

        var grid = new PeriodGrid(kind, log.First, PeriodGrid.FindEnd(kind, log));
        return grid.Count >= FewestPeriods
            ? grid
            : throw table.Unfit(
                $"{log.Name} covers {FigureText.Counted(grid.Count, $"whole {grid.Name}")} (first event "
                + $"{log.Format(log.First)}, last event {log.Format(log.Last)}); at least {FewestPeriods} are needed. "
                + $"Pass a longer log"
                + $"{(OptionSentence)(kind == PeriodKind.Day || isFitted ? "" : ", or a shorter {Period}")}.");
    }

    /// <summary>The histories of a log.</summary>
    public static SurvivalData Make(EventLog log, PeriodGrid grid, PeriodFeatures features, LeaveRule rule)
    {
        int[] customers = [.. Enumerable.Range(0, log.Count)];
        long values = customers.Sum(
            c => (long)Math.Max(0, grid.Count - grid.IndexOf(log[c].Times[0])) * features.Count);
        if (values > MostValues)
        {
            throw OptionTable.Of(typeof(SurvivalOptions)).Unfit(
                $"{log.Name} would become {FigureText.Count(values)} values ({FigureText.Count(log.Count)} ids, up "
                + $"to {FigureText.Count(grid.Count)} {grid.Name}s, {features.Count} "
                + $"features); the limit is {FigureText.Count(MostValues)}. Look for a time stamp that is far too "
                + $"early, or pass a longer {{Period}}.");
        }

        var builder = new HistoryBuilder(log, grid, features, rule);
        List<CustomerHistory> histories = [.. customers.Select(builder.Build).OfType<CustomerHistory>()];
        return new SurvivalData(
            log, grid, histories,
            [
                .. Notice(log, grid, features, rule, histories, customers.Count(c => log[c].Length == 1)),
                .. SurvivalNotes.Of(builder, log, rule),
            ]);
    }

    /// <summary>Reads data for a model.</summary>
    public static SurvivalData Read(SurvivalDesign design, JobInput input)
    {
        EventLog log = OutlyingEvents.Remove(design.Columns.Read(input));
        SurvivalData data = Make(log, MakeGrid(log, design.Period, isFitted: true), design.Features, design.Rule);
        return data.Histories.Count > 0
            ? data
            : throw new DataFormatException(
                $"{log.Name}: no customer has a whole {data.Grid.Name} of history before leaving, so nothing can be "
                + "predicted. Pass a longer log.");
    }

    private static List<string> Notice(
        EventLog log, PeriodGrid grid, PeriodFeatures features, LeaveRule rule, List<CustomerHistory> histories,
        int single)
    {
        List<string> notes =
        [
            .. log.Notes, .. log.Numbers.Except(features.Numbers).Select(
                c => $"Column '{c}' is left out: its numbers rise with time over all customers, as those of orders do. "
                    + "Name it with --numbers if it is meant."),
        ];
        if (single > 0)
        {
            notes.Add($"{FigureText.Count(single)} of {FigureText.Count(log.Count)} customers have only one event.");
        }

        if (log.Count > histories.Count)
        {
            notes.Add(
                $"Left out: {FigureText.Counted(log.Count - histories.Count, "customer")}, because they leave in "
                + $"the {grid.Name} of their first event, or come after the last whole {grid.Name}.");
        }

        if (histories.Count > 0 && histories.TrueForAll(h => h.Leaves))
        {
            notes.Add(
                "All customers leave: a log that contains only former customers makes hazards too high. Add the "
                + "current customers.");
        }

        if (log.Categories.Count > 0)
        {
            string[] unknown =
            [
                .. log.Categories[0].Values.Where(
                    v => v != rule.Event && v != rule.Censor && !features.Events.Contains(v)),
            ];
            if (unknown.Length > 0)
            {
                notes.Add(
                    $"Counted only among all events: {FigureText.Counted(unknown.Length, "name")} of events, "
                    + $"{FigureText.Listed([.. unknown.Select(u => $"'{u}'")], 5)}.");
            }
        }

        return notes;
    }
}
