using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>A table of a report in the terminal.</summary>
internal static class TableText
{
    private const int Indent = 2;
    private const int Gap = 3;

    /// <summary>The widest line of text: longer ones are hard to read.</summary>
    private const int WidestText = 100;

    /// <summary>Writes caption, rows and note to standard output; columns that do not fit are left out.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="table">The table.</param>
    public static void Write(Terminal terminal, Table table)
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

    /// <summary>Writes a text, broken into lines, to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="text">The text; nothing is written for an empty one.</param>
    /// <param name="colour">Its colour; null for none.</param>
    public static void WriteLines(Terminal terminal, string text, Func<string, string>? colour = null)
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
