using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;
using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Report;

namespace Carousel.Lab.Rendering;

/// <summary>A claim in the terminal: facts before the work, then picture, figures and sentence.</summary>
internal static class ClaimView
{
    private const int Indent = 2;
    private const int Gap = 3;

    /// <summary>Writes question, set-up and expectation to standard error.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="run">How it is run.</param>
    public static void WriteFacts(Terminal terminal, Claim claim, ClaimRun run)
    {
        List<string> head = [$"carousel-lab {claim.Name}"];
        head.AddRange(claim.DefaultSeeds == 0 ? [] : [ClaimText.Seeds(run.SeedsOf(claim))]);
        head.Add(VerbCommand.InWords(run.Threads));
        head.AddRange(run.Full ? ["full"] : []);
        List<JobFact> facts =
        [
            new("claim", claim.Statement), new("question", claim.Question), new("set-up", claim.Setup),
        ];
        if (claim.Source.Length > 0)
        {
            facts.Add(new JobFact("source", claim.Source));
        }

        facts.AddRange(claim.Expected.Select(
            (e, i) =>
                new JobFact(
                    i == 0 ? "expected" : "",
                    $"{MeasuredText.Name(e.Name)}: {ClaimText.Bounds(e)} ({e.Meaning.TrimEnd('.')})")));
        FactsBlock.Write(terminal, head, facts);
        terminal.Error.WriteLine();
    }

    /// <summary>Writes what came of it to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="result">What came of it.</param>
    public static void Write(Terminal terminal, ClaimResult result)
    {
        terminal.WriteLines(result.Claim.Statement, terminal.OutPen.Bold);
        terminal.Out.WriteLine();
        if (result.Blocks.FirstOrDefault(b => b is Chart or Stepper) is { } picture)
        {
            WritePicture(terminal, picture);
            terminal.Out.WriteLine();
        }

        WriteFigures(terminal, ClaimFigureRow.Of(result.Claim, result.Figures));
        terminal.Out.WriteLine();
        terminal.WriteLines(result.Sentence);
        terminal.WriteLines(
            ClaimText.Verdict(result.Holds),
            result.Holds switch { true => terminal.OutPen.Green, false => terminal.OutPen.Red, null => null });
        if (result.Reduced.Length > 0)
        {
            terminal.WriteLines($"Left for --full: {result.Reduced}");
        }
    }

    private static void WritePicture(Terminal terminal, Block picture)
    {
        if (picture is Stepper stepper)
        {
            StepperText.Write(terminal, stepper, isWritten: false);
        }
        else
        {
            ChartText.Write(terminal, (Chart)picture);
        }
    }

    // On a narrow terminal the interval goes first, then the bounds, then the words after the mark: the measured value
    // and whether it is as expected remain.
    private static void WriteFigures(Terminal terminal, IReadOnlyList<ClaimFigureRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        string[][] cells =
        [
            [.. ClaimFigureRow.Headings],
            .. rows.Select(r => new[] { r.Name, r.Measured, r.Interval, r.Expected, r.Outcome }),
        ];
        List<int> columns =
        [
            .. Enumerable.Range(0, cells[0].Length)
                .Where(c => cells.Skip(1).Any(r => r[c].Length > 0 && r[c] != MeasuredText.Unknown) || c < 2),
        ];
        int Width(int c) => cells.Max(r => r[c].Length);
        bool IsTooWide() => Indent + columns.Sum(c => Width(c) + Gap) - Gap > terminal.Width;
        foreach (int least in (int[])[2, 3])
        {
            if (IsTooWide())
            {
                columns.Remove(least);
            }
        }

        foreach (string[] row in IsTooWide() ? cells : [])
        {
            row[^1] = row[^1][..Math.Min(1, row[^1].Length)];
        }

        for (int r = 0; r < cells.Length; r++)
        {
            string line = new string(' ', Indent)
                + string.Join(
                    new string(' ', Gap),
                    columns.Select(c => c is 1 or 2 ? cells[r][c].PadLeft(Width(c)) : cells[r][c].PadRight(Width(c))))
                        .TrimEnd();
            terminal.Out.WriteLine(
                r == 0 ? terminal.OutPen.Dim(line) : rows[r - 1].IsWithin == false ? terminal.OutPen.Red(line) : line);
        }
    }
}
