using System.Globalization;
using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Textbook;

namespace Carousel.Lab.Rendering;

/// <summary>Statements of textbooks in the terminal: all as a list, one with its measurements.</summary>
internal static class TextbookView
{
    private const int NumberWidth = 4;
    private const int VerdictWidth = 20;

    /// <summary>Writes all statements with the verdicts of the runs that are recorded to standard output.</summary>
    public static void WriteList(Terminal terminal)
    {
        terminal.Out.WriteLine(terminal.OutPen.Dim($"  {"row".PadRight(NumberWidth)}{"verdict".PadRight(VerdictWidth)}"
            + "statement"));
        foreach (TextbookStatement statement in StatementCatalogue.All)
        {
            StatementResult result = StatementCatalogue.Recorded[statement.Number];
            string verdict = result.Verdict == StatementVerdict.HoldsWhen ? "holds when …" : result.Said;
            string number = statement.Number.ToString(CultureInfo.InvariantCulture).PadLeft(2);
            string head = $"{number.PadRight(NumberWidth)}{verdict.PadRight(VerdictWidth)}";
            Wrapping.Write(terminal.Out, statement.Claim, terminal.Width, head, head.Length);
        }

        terminal.Out.WriteLine();
        terminal.WriteLines(TextbookText.Counts());
        terminal.Out.WriteLine("  One statement, measured in at most three minutes; all of them:");
        terminal.Out.WriteLine("    carousel-lab textbook --row 10");
        terminal.Out.WriteLine("    carousel-lab textbook --full --out out/textbook");
    }

    /// <summary>Writes the statement, the run and the expectation to standard error.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="run">How it is run.</param>
    public static void WriteFacts(Terminal terminal, TextbookStatement statement, ClaimRun run)
    {
        ulong first = statement.FirstSeed + run.Seed - 1;
        List<string> head =
        [
            statement.Command(run.Seed),
            .. statement.Seeds > 1
                ? (string[])[string.Create(
                    CultureInfo.InvariantCulture, $"seeds {first} to {first + (ulong)statement.Seeds - 1}")]
                : [],
            VerbCommand.InWords(run.Threads),
        ];
        FactsBlock.Write(
            terminal, head,
            [
                new("claim", statement.Claim), new("run", statement.Run),
                .. statement.Comparisons.Select((c, i) => new JobFact(
                    i == 0 ? "expected" : "",
                    $"{MeasuredText.Name(c.Name)}: {c.Expected} ({c.Measure})"
                    + (c.When.Length > 0 ? $", where {c.When}" : ""))),
            ]);
        terminal.Error.WriteLine();
    }

    /// <summary>Writes what came of a statement to standard output.</summary>
    public static void Write(Terminal terminal, StatementResult result)
    {
        terminal.WriteLines(result.Statement.Claim, terminal.OutPen.Bold);
        foreach ((MeasuredFigure figure, StatementComparison comparison) in
            result.Figures.Zip(result.Statement.Comparisons))
        {
            string interval = figure.Interval is null ? "" : $" ({MeasuredText.Interval(figure.Interval)})";
            terminal.WriteLines(
                $"{MeasuredText.Name(figure.Name)}: {MeasuredText.Number(figure.Value)}{interval}, expected "
                + $"{comparison.Expected}");
        }

        terminal.WriteLines($"Verdict: {result.Said}. {result.Why}".TrimEnd());
    }
}
