using Carousel.Data;
using Carousel.Inspection.Comparison;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>The rows that are exchanged: which sessions each is the mean of.</summary>
/// <param name="Unit">What is exchanged.</param>
/// <param name="Design">The rows and their groups.</param>
/// <param name="Sessions">[rows], the numbers of the sessions of each.</param>
/// <param name="LeftOut">Subjects that have sessions of only one group, if sessions are exchanged.</param>
internal sealed record StudyDesign(
    ExchangedUnit Unit, ComparisonDesign Design, IReadOnlyList<int[]> Sessions, int LeftOut)
{
    private const double Level = 0.05;

    /// <summary>Finds the rows.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="dataName">How messages call the data.</param>
    /// <exception cref="DataFormatException">The groups do not suit what is exchanged, or there are too few
    /// rows.</exception>
    public static StudyDesign Of(StudySessions sessions, ComparisonOptions options, string dataName)
    {
        string[] subjects = [.. sessions.All.Select(s => s.Subject).Distinct()];
        string[] mixed =
        [
            .. subjects.Where(
                s => sessions.All.Where(x => x.Subject == s).Select(x => x.Group).Distinct().Count() == 2),
        ];
        ExchangedUnit unit = options.Unit ?? (mixed.Length == 0 ? ExchangedUnit.Subject : ExchangedUnit.Session);
        StudyDesign design = unit == ExchangedUnit.Subject
            ? OfSubjects(sessions, subjects, mixed, options, dataName)
            : OfSessions(sessions, subjects, mixed, options, dataName);
        return design.Design.SmallestPValue <= Level ? design : throw TooFew(design, sessions, dataName);
    }

    private static StudyDesign OfSubjects(
        StudySessions sessions, string[] subjects, string[] mixed, ComparisonOptions options, string dataName)
    {
        if (mixed.Length > 0)
        {
            throw OptionTable.None.Unfit(
                $"{dataName}: subject '{mixed[0]}' has sessions of both groups of column '{options.Group}', so "
                + $"subjects can't be exchanged. Pass {{Unit}} session.");
        }

        int[][] rows =
        [
            .. subjects.Select(
                s => Enumerable.Range(0, sessions.All.Count).Where(i => sessions.All[i].Subject == s).ToArray()),
        ];
        bool[] second = [.. rows.Select(r => sessions.All[r[0]].Group == sessions.Groups.Second)];
        return rows.Length < 4
            ? throw TooFewSubjects(second, sessions, dataName)
            : new StudyDesign(ExchangedUnit.Subject, ComparisonDesign.OfSubjects(second), rows, 0);
    }

    private static StudyDesign OfSessions(
        StudySessions sessions, string[] subjects, string[] mixed, ComparisonOptions options, string dataName)
    {
        if (mixed.Length == 0)
        {
            OptionSentence subject = options.Subject is null ? ", and {Subject} with the column of subjects" : "";
            throw OptionTable.None.Unfit(
                $"{dataName}: column '{options.Group}' never changes within a subject, so sessions of a subject can't "
                + $"be exchanged. Pass {{Unit}} subject{subject}.");
        }

        int[][] rows = [.. mixed.SelectMany(sessions.InTime).Select(i => new[] { i })];
        bool[] second = [.. rows.Select(r => sessions.All[r[0]].Group == sessions.Groups.Second)];
        int[] block = [.. rows.Select(r => Array.IndexOf(mixed, sessions.All[r[0]].Subject))];
        try
        {
            return new StudyDesign(
                ExchangedUnit.Session,
                ComparisonDesign.OfSessions(second, block, [.. rows.Select(r => sessions.TimeOf(r[0]))]), rows,
                subjects.Length - mixed.Length);
        }
        catch (ArgumentException)
        {
            throw new DataFormatException(
                $"{dataName}: {FigureText.Counted(rows.Length, "session")} "
                + $"of {FigureText.Counted(mixed.Length, "subject")} leave nothing to compare once each subject's line "
                + "over time is removed. Pass at least 8 sessions of a subject, 4 of each group.");
        }
    }

    private static DataFormatException TooFew(StudyDesign design, StudySessions sessions, string dataName) =>
        design.Unit == ExchangedUnit.Subject
        ? TooFewSubjects(design.Design.IsSecond, sessions, dataName)
        : new DataFormatException(Invariant.Of(
            $"{dataName} has {design.Design.Rows} sessions of subjects with both groups, too few to show a difference: "
            + $"p can't be below {design.Design.SmallestPValue:0.###}. Pass more; with one subject, 4 sessions of each "
            + $"group are needed."));

    private static DataFormatException TooFewSubjects(bool[] second, StudySessions sessions, string dataName)
    {
        int k = second.Count(s => s);
        return new DataFormatException(
            $"{dataName} has {FigureText.Counted(second.Length - k, "subject")} of '{sessions.Groups.First}' and {k} "
            + $"of '{sessions.Groups.Second}', too few for p to reach 0.05 when whole subjects are exchanged. 4 of "
            + "each group are needed, or 3 of one and 5 of the other.");
    }
}
