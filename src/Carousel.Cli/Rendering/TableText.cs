using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>A table of a report in the terminal.</summary>
internal static class TableText
{
    /// <summary>The widest line of text: longer ones are hard to read.</summary>
    private const int WidestText = 100;

    /// <summary>Writes caption, rows and note to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="table">The table.</param>
    public static void Write(Terminal terminal, Table table)
    {
        WriteLines(terminal, table.Caption, terminal.OutPen.Bold);
        TextGrid.Write(
            terminal,
            [
                .. table.Columns.Select(c => new TextGrid.Column(c.Title, IsText: c.Alignment == Alignment.Left)),
            ],
            [
                .. table.Rows.Select(r => r.Cells.Select(c => new TextGrid.Cell(
                    c.Text, r.IsEmphasized ? terminal.OutPen.Green : null)).ToArray()),
            ],
            color: terminal.OutPen.Dim);
        WriteLines(terminal, table.Note, terminal.OutPen.Dim);
    }

    /// <summary>Writes a text, broken into lines, to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="text">The text; nothing is written for an empty one.</param>
    /// <param name="color">Its colour; null for none.</param>
    public static void WriteLines(Terminal terminal, string text, Func<string, string>? color = null)
    {
        if (text.Length > 0)
        {
            Wrapping.Write(terminal.Out, text, Math.Min(WidestText, terminal.Width), color: color);
        }
    }
}
