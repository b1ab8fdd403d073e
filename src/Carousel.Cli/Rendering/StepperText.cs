using System.Globalization;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// One frame of a stepper in letters: its tables below each other, each with its caption and what it says.
/// </summary>
internal static class StepperText
{
    private const int Indent = 2;
    private const int Gap = 3;
    private const int WidestText = 100;

    /// <summary>Writes the frames that are seen together.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="stepper">The stepper.</param>
    /// <param name="isWritten">Whether a page with all frames is written; if not, what writes it is said.</param>
    public static void Write(Terminal terminal, Stepper stepper, bool isWritten)
    {
        for (int n = stepper.Start; n < stepper.Start + stepper.Together; n++)
        {
            Write(terminal, stepper, n);
        }

        if (stepper.Frames.Count > stepper.Together)
        {
            terminal.Out.WriteLine();
            string hint = isWritten ? "" : ": pass --out DIR";
            WriteLines(terminal, $"The other {stepper.FrameName}s stand on the page{hint}.", terminal.OutPen.Dim);
        }
    }

    private static void Write(Terminal terminal, Stepper stepper, int number)
    {
        if (number > stepper.Start)
        {
            terminal.Out.WriteLine();
        }

        Frame frame = stepper.Frames[number];
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{stepper.Title}: {stepper.FrameName} {number + 1} of {stepper.Frames.Count}");
        WriteLines(terminal, frame.Label.Length > 0 ? $"{head} · {frame.Label}" : head, terminal.OutPen.Bold);
        WriteLines(terminal, number == stepper.Start ? stepper.Caption : "", terminal.OutPen.Dim);
        foreach (Block block in frame.Blocks)
        {
            terminal.Out.WriteLine();
            switch (block)
            {
                case Table table: Write(terminal, table); break;
                case Paragraph paragraph: WriteLines(terminal, paragraph.Text); break;
                case Facts facts:
                    WriteLines(terminal, string.Join("   ", facts.Items.Select(f => $"{f.Name} {f.Value}")));
                    break;
            }
        }
    }

    private static void Write(Terminal terminal, Table table)
    {
        WriteLines(terminal, table.Caption, terminal.OutPen.Bold);
        string[][] cells =
        [
            [.. table.Columns.Select(c => c.Title)], .. table.Rows.Select(r => r.Cells.Select(c => c.Text).ToArray()),
        ];
        int[] widths = [.. Enumerable.Range(0, table.Columns.Count).Select(c => cells.Max(r => r[c].Length))];
        // Columns that do not fit are left out, and it is said.
        int shown = widths.Length;
        while (shown > 2 && Indent + widths.Take(shown).Sum(w => w + Gap) - Gap > terminal.Width)
        {
            shown--;
        }

        for (int r = 0; r < cells.Length; r++)
        {
            string line = string.Join(
                new string(' ', Gap),
                Enumerable.Range(0, shown)
                    .Select(
                        c => table.Columns[c].Alignment == Alignment.Left
                            ? cells[r][c].PadRight(widths[c])
                            : cells[r][c].PadLeft(widths[c])));
            string text = new string(' ', Indent) + line.TrimEnd();
            terminal.Out.WriteLine(
                r == 0 ? terminal.OutPen.Dim(text)
                    : table.Rows[r - 1].IsEmphasised ? terminal.OutPen.Green(text)
                    : text);
        }

        WriteLines(
            terminal,
            shown < widths.Length ? $"{table.Note} {widths.Length - shown} more on the page.".TrimStart() : table.Note,
            terminal.OutPen.Dim);
    }

    private static void WriteLines(Terminal terminal, string text, Func<string, string>? colour = null)
    {
        if (text.Length == 0)
        {
            return;
        }

        foreach (string line in Wrapping.Lines(text, Math.Min(WidestText, terminal.Width) - Indent))
        {
            terminal.Out.WriteLine(new string(' ', Indent) + (colour is null ? line : colour(line)));
        }
    }
}
