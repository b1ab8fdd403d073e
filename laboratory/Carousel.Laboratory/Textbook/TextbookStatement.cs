using System.Globalization;

namespace Carousel.Laboratory.Textbook;

/// <summary>
/// What a text says of LSTM, and how it is put to the test: the comparison, the measure, the smallest effect that
/// matters and the number of seeds, written down in a file before the runs that are recorded.
/// </summary>
/// <param name="Number">The row of the table, from 1.</param>
/// <param name="Lesson">Its place in the order in which a course would teach it, from 1.</param>
/// <param name="Title">What it is about, in at most ten words.</param>
/// <param name="Claim">The statement, in a sentence.</param>
/// <param name="Run">What is run, in a sentence or three.</param>
/// <param name="Seeds">How many seeds: 1 where nothing is drawn.</param>
/// <param name="FirstSeed">The first of them: above those that a design was tried on.</param>
/// <param name="Comparisons">What it is judged by.</param>
/// <param name="Why">Why it comes out as it does, in a sentence.</param>
/// <param name="See">Where more of it is shown, such as a command; may be empty.</param>
internal sealed record TextbookStatement(
    int Number, int Lesson, string Title, string Claim, string Run, int Seeds, ulong FirstSeed,
    IReadOnlyList<StatementComparison> Comparisons, string Why, string See)
{
    /// <summary>What is run, in short: for the page.</summary>
    public string Design { get; init; } = "";

    /// <summary>The files that it is measured on; none where all of it is made.</summary>
    public IReadOnlyList<StatementFile> Files => StatementCatalogue.TrialOf(this).Files;

    /// <summary>The command that runs it.</summary>
    /// <param name="seed">Counts from the first seed of the design.</param>
    public string Command(ulong seed = 1) => string.Create(
        CultureInfo.InvariantCulture,
        $"carousel-lab textbook --row {Number}{(Files.Count > 0 ? " --data DIR" : "")}"
        + $"{(seed == 1 ? "" : $" --seed {seed}")}");

    /// <summary>Judges effects.</summary>
    /// <param name="effects">Of each comparison one for each seed, in the order of seeds.</param>
    /// <returns>
    /// The verdict of all seeds, where each half of them, the first seeds and the others, would have it, too, under the
    /// same conditions; otherwise it is undecided.
    /// </returns>
    public StatementVerdict Judge(IReadOnlyDictionary<string, IReadOnlyList<double>> effects)
    {
        (StatementVerdict verdict, string conditions) whole = Judge(effects, 0, Seeds);
        int half = Seeds / 2;
        return half < 2 || (Judge(effects, 0, half) == whole && Judge(effects, half, Seeds) == whole)
            ? whole.verdict
            : StatementVerdict.CannotBeTold;
    }

    /// <summary>The conditions under which it holds, where it does under some.</summary>
    /// <param name="effects">Of each comparison one for each seed.</param>
    public IReadOnlyList<string> Conditions(IReadOnlyDictionary<string, IReadOnlyList<double>> effects) =>
        Conditions(c => c.Judge(effects[c.Name]));

    /// <summary>The comparisons of each condition.</summary>
    private IEnumerable<IGrouping<string, StatementComparison>> Under =>
        Comparisons.Where(c => c.When.Length > 0).GroupBy(c => c.When);

    private string[] Conditions(Func<StatementComparison, StatementVerdict> of) =>
        [.. Under.Where(under => All([.. under.Select(of)]) == StatementVerdict.Holds).Select(under => under.Key)];

    private (StatementVerdict Verdict, string Conditions) Judge(
        IReadOnlyDictionary<string, IReadOnlyList<double>> effects, int from, int to)
    {
        StatementVerdict Of(StatementComparison comparison) =>
            comparison.Judge([.. effects[comparison.Name].Take(from..to)]);
        StatementVerdict always = All([.. Comparisons.Where(c => c.When.Length == 0).Select(Of)]);
        StatementVerdict[] under = [.. Under.Select(group => All([.. group.Select(Of)]))];
        StatementVerdict verdict = always != StatementVerdict.Holds || All(under) is StatementVerdict.Holds
            ? always
            : !under.Contains(StatementVerdict.Holds) ? All(under)
            : under.Contains(StatementVerdict.CannotBeTold) ? StatementVerdict.CannotBeTold
            : StatementVerdict.HoldsWhen;
        return (verdict, verdict == StatementVerdict.HoldsWhen ? string.Join('\n', Conditions(Of)) : "");
    }

    private static StatementVerdict All(StatementVerdict[] verdicts) =>
        verdicts.Contains(StatementVerdict.DoesNotHold) ? StatementVerdict.DoesNotHold
            : verdicts.Contains(StatementVerdict.CannotBeTold) ? StatementVerdict.CannotBeTold
            : StatementVerdict.Holds;
}
