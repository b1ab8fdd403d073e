using Carousel.Jobs;

namespace Carousel.Cli.Rendering;

/// <summary>The next values on standard output: a few rows.</summary>
internal static class PreviewView
{
    /// <summary>Writes it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="preview">The values.</param>
    public static void Write(Terminal terminal, JobPreview preview)
    {
        IEnumerable<IReadOnlyList<string>> rows = preview.SkipsBeforeLast
            ?
            [
                .. preview.Rows.SkipLast(1), [.. preview.Columns.Select((_, c) => c == 0 ? "…" : "")],
                preview.Rows[^1],
            ]
            : preview.Rows;
        terminal.Out.WriteLine();
        TextGrid.Write(
            terminal, [.. preview.Columns.Select((title, c) => new TextGrid.Column(title, IsText: c == 0))],
            [.. rows.Select(r => r.Select(c => new TextGrid.Cell(c)).ToArray())]);
    }
}
