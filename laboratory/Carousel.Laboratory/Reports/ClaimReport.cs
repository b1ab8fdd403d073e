using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Report;

namespace Carousel.Laboratory.Reports;

/// <summary>The page of a claim: statement, question, pictures, figures, sentence, and how it was run.</summary>
internal static class ClaimReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="result">What came of the claim.</param>
    /// <param name="run">How it was run.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <returns>The document, for <see cref="ReportWriter"/>.</returns>
    public static ReportDocument Make(ClaimResult result, ClaimRun run, string command) =>
        new ReportDocument(
            result.Claim.Title, ClaimText.Outcome(result), [.. Parts(result), MakeSettings(result, run, command)])
        {
            Kicker = $"carousel-lab {result.Claim.Name}",
        };

    /// <summary>The figures as a table.</summary>
    /// <param name="result">What came of a claim.</param>
    /// <returns>The block.</returns>
    private static Table FiguresTable(ClaimResult result)
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

    private static Paragraph MakeSentence(ClaimResult result) =>
        new(result.Sentence, result.Holds == false ? Tone.Warning : Tone.Normal);

    private static IEnumerable<Block> Left(ClaimResult result) =>
        result.Reduced.Length == 0 ? [] : [new Paragraph($"Left for --full: {result.Reduced}", Tone.Quiet)];

    private static IEnumerable<Block> Source(Claim claim) =>
        claim.Source.Length == 0 ? [] : [new Paragraph($"Source: {claim.Source}", Tone.Quiet)];

    private static Section MakeSettings(ClaimResult result, ClaimRun run, string command) =>
        new("Settings",
        [
            new Facts(
            [
                new Fact(result.Claim.Name, SeedsOf(result.Claim, run)),
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
