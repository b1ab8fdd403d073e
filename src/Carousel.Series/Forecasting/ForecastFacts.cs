using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>
/// What a forecast is going to work with, in words: shown before the work, so that a wrong guess is seen in the first
/// second.
/// </summary>
internal static class ForecastFacts
{
    /// <summary>What was decided, in the order in which it is shown.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The facts.</returns>
    public static IEnumerable<JobFact> Of(ForecastPlan plan)
    {
        yield return new JobFact("series", Series(plan.Given.Set, plan.Design.Closed));
        if (plan.Design.Hierarchy is { } hierarchy)
        {
            yield return new JobFact("hierarchy", Levels(HierarchyForm.Parse(hierarchy), plan.Set));
        }

        foreach (JobFact closed in Closed(plan.Design.Closed, plan.Options.Closed is not null))
        {
            yield return closed;
        }

        yield return new JobFact("season", Season(plan));
        if (plan.Demand is { } demand)
        {
            yield return new JobFact("demand", Demanded(plan, demand));
        }

        if (plan.Design.Events is { } calendar)
        {
            yield return new JobFact("special days", SpecialDays(calendar, plan.Given));
        }

        yield return new JobFact("split", Split(plan));
        yield return new JobFact("model", Model(plan));
        if (plan.WindowsPerEpoch < plan.TrainWindows.Count)
        {
            yield return new JobFact(
                "epochs",
                $"each draws {FigureText.Count(plan.WindowsPerEpoch)} of {FigureText.Count(plan.TrainWindows.Count)} "
                + "windows at random");
        }

        if (plan.AtOnce is { } atOnce)
        {
            yield return atOnce;
        }

        foreach (JobFact note in JobFact.Notes(
            [
                .. plan.Set.Notes, .. Optional.Of(plan.Design.RareZeros?.Note(plan.Given.Set)),
                .. Optional.Of(HolidayHint.Of(plan.Given, plan.Design)),
            ]))
        {
            yield return note;
        }
    }

    private static string Levels(HierarchyForm form, SeriesSet set)
    {
        var hierarchy = Hierarchy.OfWhole(form, set.Series);
        return string.Join(", ", hierarchy.Levels.Select((name, level) =>
            $"{name} {FigureText.Count(hierarchy.Nodes.Count(n => n.Level == level))}"));
    }

    /// <summary>When series are closed: one fact, or none.</summary>
    /// <param name="closed">The closed times; null for never.</param>
    /// <param name="isAsked">Whether the user named them.</param>
    public static IEnumerable<JobFact> Closed(ClosedTimes? closed, bool isAsked) => Optional.Of(
        closed is null ? null : new JobFact("closed", closed.Describe() + (isAsked
        ? ", as asked"
        : ": values are always missing then, so they are not forecast or scored (--closed none to forecast them)")));

    /// <summary>Rows of the test set for an existing model.</summary>
    /// <param name="split">The series and their parts.</param>
    /// <param name="closed">When series are closed; null for never.</param>
    /// <returns>The facts.</returns>
    public static IReadOnlyList<JobFact> Of(TemporalSplit split, ClosedTimes? closed)
    {
        int longest = Longest(split.Set);
        string from = Label(split.Set[longest], split.Test.Rows[longest].Start);
        return
        [
            new("series", Series(split.Set, closed)),
            new(
                "measured",
                $"from {from}, {FigureText.Count(split.Test.Rows[longest].Length)} rows; the baselines are fitted on "
                + "earlier rows"),
            .. JobFact.Notes(split.Set.Notes),
        ];
    }

    private static string Series(SeriesSet set, ClosedTimes? closed)
    {
        string columns = string.Join(", ", set.Roles.Targets);
        Series longest = set.Series.MaxBy(s => s.HistoryLength)!;
        string times = set.Frequency is { } frequency
            ? $", {frequency.Name}, {longest.LabelAt(0)} to {longest.LabelAt(longest.HistoryLength - 1)}"
            : ", rows without time";
        int targets = set.Roles.Targets.Count;
        long noRows = set.Series.Sum(s => closed?.Rows(s, targets, isKnown: false, s.HistoryLength) ?? 0),
            missing = set.Series.Sum(
                s => Enumerable.Range(0, targets).Sum(c => s.Column(c)[..s.HistoryLength].Count(float.NaN)))
            - (targets * noRows);
        string gaps = missing == 0
            ? "no gaps"
            : $"{FigureText.Counted(missing, "value")} missing";
        int sums = set.Series.Count(HierarchySeries.IsSum);
        string by = set.IdName is { } id ? $" by {id}" : "";
        string added = sums == 0 ? "" : $" and {FigureText.Count(sums)} sums";
        string several = set.Count == 1 ? "" : $"{FigureText.Count(set.Count - sums)} series{by}{added}, ";
        return $"{columns}{times}, {several}{FigureText.Count(set.TotalRows - noRows)} rows, {gaps}";
    }

    private static string Season(ForecastPlan plan)
    {
        string[] seasons = [.. plan.Seasons.Found.Select(s => Steps(plan.Set, s.Steps))];
        string season = plan.Options.Seasons is not null
            ? $"{(seasons.Length == 0 ? "none" : TimeWords.Join(seasons))}, as asked"
            : seasons.Length == 0 ? "none found"
            : $"{TimeWords.Join(seasons)} found";
        bool hasCalendar = plan.Design.Cycles.Count > 0;
        string[] known = [.. plan.Set.Roles.Known, .. Optional.Of(hasCalendar ? "calendar" : null)];
        string ahead = known.Length == 0 ? "" : $"; known ahead: {string.Join(", ", known)}";
        string past = plan.Set.Roles.Past.Count == 0
            ? ""
            : $"; known up to the present: {string.Join(", ", plan.Set.Roles.Past)}";
        return season + ahead + past;
    }

    private static string SpecialDays(EventCalendar calendar, TemporalSplit split)
    {
        string[] sources =
        [
            .. calendar.Countries.Select(code => $"holidays of {HolidayTables.Find(code)!.Country}"),
            .. Optional.Of(calendar.Table.Select(r => r.Name).Distinct().Count() is > 0 and var own
                ? $"{FigureText.Counted(own, "event")} of the table"
                : null),
        ];
        (IReadOnlyList<string> titles, int values) = EventChoice.Closed(calendar, split);
        string closed = titles.Count == 0 ? "" : $"; always 0, so closed, on {TimeWords.Join([.. titles])}: "
            + $"{(values == 1 ? "1 value is" : $"{FigureText.Count(values)} values are")} not scored";
        return $"{TimeWords.Join(sources)}: {EventChoice.DaysToLearnFrom(calendar, split)} days to learn from{closed}";
    }

    private static string Demanded(ForecastPlan plan, DemandChoice demand)
    {
        string zeros = Invariant.Of($"{100 * demand.Zeros:0} % of the counts are 0");
        string memory = $"half-life {Steps(plan.Set, (int)demand.HalfLife)}";
        string[] scores =
        [
            .. demand.Scores.Select(s => Invariant.Of($"{DemandComparison.Name(s.Loss)} {s.Score:0.000}")),
        ];
        return demand.Windows == 0 ? $"{zeros}: {DemandComparison.Name(demand.Loss)}"
            : $"{zeros}: {DemandComparison.Name(demand.Loss)} chosen, {memory}; quantile loss of steps and sums in "
                + $"{demand.Windows} windows: {string.Join(", ", scores)}";
    }

    private static string Split(ForecastPlan plan)
    {
        int longest = Longest(plan.Set);
        Series series = plan.Set[longest];
        string train = Label(series, plan.Split.Train.Rows[longest].End - 1);
        string validation = Label(series, plan.Split.Validation.Rows[longest].End - 1);
        string test = Label(series, plan.Split.Test.Rows[longest].Start);
        int origins = plan.TestWindows.Count;
        return $"train to {train}, validate to {validation}, test from {test} ("
            + $"{FigureText.Counted(origins, "origin")}, {Steps(plan.Set, plan.Design.Horizon)} each)";
    }

    private static string Model(ForecastPlan plan) =>
        $"{plan.Design.Describe()}, look-back {Steps(plan.Set, plan.Design.Lookback)}, "
        + $"{FigureText.Count(plan.Model.Parameters)} parameters";

    private static int Longest(SeriesSet set) => Enumerable.Range(0, set.Count).MaxBy(s => set[s].HistoryLength);

    private static string Label(Series series, int row) =>
        series.HasTimes ? series.LabelAt(row) : $"row {FigureText.Count(row + 1)}";

    /// <summary>A number of steps in words, such as <c>28 days</c>.</summary>
    /// <param name="set">The series.</param>
    /// <param name="steps">How many.</param>
    public static string Steps(SeriesSet set, int steps) =>
        set.Frequency?.Describe(steps) ?? FigureText.Counted(steps, "row");
}
