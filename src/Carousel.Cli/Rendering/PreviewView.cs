using Carousel.Jobs;

namespace Carousel.Cli.Rendering;

/// <summary>
/// The next values on standard output: a few rows, and on a terminal a small drawing of what was and what comes.
/// </summary>
internal static class PreviewView
{
    private const string Between = "   ";

    /// <summary>Writes it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="preview">The values.</param>
    public static void Write(Terminal terminal, JobPreview preview)
    {
        int[] widths =
        [
            .. preview.Columns.Select((title, c) => preview.Rows.Select(r => r[c].Length).Append(title.Length).Max()),
        ];
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(Line(preview.Columns, widths));
        for (int r = 0; r < preview.Rows.Count; r++)
        {
            if (preview.SkipsBeforeLast && r == preview.Rows.Count - 1)
            {
                terminal.Out.WriteLine("  …");
            }

            terminal.Out.WriteLine(Line(preview.Rows[r], widths));
        }

        if (terminal.OutIsTerminal && terminal.OutTakesBars)
        {
            foreach (string line in BlockPlot.Draw(preview.Before, preview.Ahead, terminal.Width))
            {
                terminal.Out.WriteLine(line);
            }
        }
    }

    private static string Line(IReadOnlyList<string> texts, int[] widths) => ("  " + string.Join(
        Between, texts.Select((text, c) => c == 0 ? text.PadRight(widths[c]) : text.PadLeft(widths[c])))).TrimEnd();
}
