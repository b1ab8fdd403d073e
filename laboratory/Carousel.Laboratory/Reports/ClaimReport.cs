using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Report;

namespace Carousel.Laboratory.Reports;

/// <summary>The page of claims: statement, question, pictures, figures, sentence, and how it was run.</summary>
internal static class ClaimReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="results">What came of the claims.</param>
    /// <param name="run">How they were run.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <returns>The document, for <see cref="ReportWriter"/>.</returns>
    public static ReportDocument Make(IReadOnlyList<ClaimResult> results, ClaimRun run, string command)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(run);
        bool isOne = results.Count == 1;
        string title = isOne ? results[0].Claim.Title : "What is said of LSTM, measured";
        string headline = isOne ? ClaimText.Outcome(results[0]) : Headline(results);
        List<Section> sections = isOne
            ? [.. Parts(results[0])]
            : [MakeOverview(results), .. results.Select(MakeSection)];
        sections.Add(MakeSettings(results, run, command));
        return new ReportDocument(title, headline, sections)
        {
            Kicker = isOne ? $"carousel-lab {results[0].Claim.Name}" : "carousel-lab claims",
        };
    }

    /// <summary>How many claims came out, in a sentence.</summary>
    /// <param name="results">What came of them.</param>
    /// <returns>The sentence.</returns>
    public static string Headline(IReadOnlyList<ClaimResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        int held = results.Count(r => r.Holds == true);
        string[] refuted = [.. results.Where(r => r.Holds == false).Select(r => r.Claim.Name)];
        string[] open = [.. results.Where(r => r.Holds is null).Select(r => r.Claim.Name)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{held} of {results.Count} claims came out within the bounds that were set for them.")
            + (refuted.Length == 0 ? "" : $" Not so: {string.Join(", ", refuted)}.")
            + (open.Length == 0 ? "" : $" Not decided: {string.Join(", ", open)}.");
    }

    /// <summary>The figures as a table.</summary>
    /// <param name="result">What came of a claim.</param>
    /// <returns>The block.</returns>
    internal static Table FiguresTable(ClaimResult result)
    {
        IReadOnlyList<ClaimFigureRow> rows = ClaimFigureRow.Of(result.Claim, result.Figures);
        TableColumn[] columns =
        [
            new("Figure", Alignment.Left), new("Measured"), new("95 % interval"), new("Expected", Alignment.Left),
            new("Outcome", Alignment.Left), new("What it is", Alignment.Left),
        ];
        Dictionary<string, string> meanings = result.Claim.Expected.ToDictionary(
            e => MeasuredText.Name(e.Name), e => e.Meaning.TrimEnd('.'), StringComparer.Ordinal);
        string timing = result.Figures.Any(f => f.IsTiming)
            ? "Times and speeds differ from run to run; every other figure is a function of the seed."
            : "";
        return new Table(columns, [.. rows.Select(r => new TableRow([.. Cells(r)]))])
        {
            Caption = "Figures",
            Note = timing,
        };

        IEnumerable<TableCell> Cells(ClaimFigureRow row) =>
            [
                new(row.Name), new(row.Measured), new(row.Interval), new(row.Expected),
                new(row.Outcome, row.IsWithin == true), new(meanings.GetValueOrDefault(row.Name, "")),
            ];
    }

    private static IEnumerable<Section> Parts(ClaimResult result)
    {
        yield return new Section(
            "What was measured",
            [
                FiguresTable(result), .. result.Blocks, MakeSentence(result), .. Left(result),
            ])
        {
            Lead = result.Claim.Question,
        };
        yield return new Section(
            "Set-up",
            [
                new Paragraph($"The claim: {result.Claim.Statement}"), new Paragraph(result.Claim.Setup),
                .. Source(result.Claim),
            ]);
    }

    private static Section MakeSection(ClaimResult result) => new(
        $"{result.Claim.Name}: {result.Claim.Title}",
        [
            new Paragraph(result.Claim.Question, Tone.Quiet),
            MakeSentence(result),
            .. result.Blocks,
            FiguresTable(result),
            .. Left(result),
            new Paragraph(result.Claim.Setup, Tone.Quiet),
            .. Source(result.Claim),
        ])
    {
        Lead = result.Claim.Statement,
    };

    private static Section MakeOverview(IReadOnlyList<ClaimResult> results)
    {
        TableColumn[] columns =
        [
            new("Claim", Alignment.Left), new("Holds", Alignment.Left), new("What is said", Alignment.Left),
        ];
        return new Section(
            "All claims",
            [new Table(columns, [.. results.Select(r => TableRow.Of(r.Claim.Name, Mark(r.Holds), r.Claim.Statement))])])
        {
            Lead =
                "Each is measured in this run against the bounds that stand in it; the set-ups say what was set after "
                + "trial runs. What came out stands below.",
        };
    }

    private static Paragraph MakeSentence(ClaimResult result) =>
        new(result.Sentence, result.Holds == false ? Tone.Warning : Tone.Normal);

    private static IEnumerable<Block> Left(ClaimResult result) =>
        result.Reduced.Length == 0 ? [] : [new Paragraph($"Left for --full: {result.Reduced}", Tone.Quiet)];

    private static IEnumerable<Block> Source(Claim claim) =>
        claim.Source.Length == 0 ? [] : [new Paragraph($"Source: {claim.Source}", Tone.Quiet)];

    private static string Mark(bool? holds) => holds switch
    {
        true => "✓ yes",
        false => "✗ no",
        null => "? open",
    };

    private static Section MakeSettings(IReadOnlyList<ClaimResult> results, ClaimRun run, string command) =>
        new("Settings",
        [
            new Facts(
            [
                .. results.Select(r => new Fact(r.Claim.Name, SeedsOf(r.Claim, run))),
                new Fact("length of the run", run.Full ? "full" : "default"),
                .. run.Options.Select(o => new Fact(o.Key, o.Value)),
                .. run.Inputs.Count == 0 ? Array.Empty<Fact>() : [new Fact("inputs", string.Join(" ", run.Inputs))],
                new Fact(
                    "arithmetic", "equal results on every vector width and with any number of threads; times excepted"),
            ]),
            new CodeBlock(command) { Caption = "The command that makes it again" },
        ]);

    private static string SeedsOf(Claim claim, ClaimRun run) =>
        claim.DefaultSeeds == 0 ? "nothing is drawn" : ClaimText.Seeds(run.SeedsOf(claim));
}
