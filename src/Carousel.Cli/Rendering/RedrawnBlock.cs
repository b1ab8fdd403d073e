using Carousel.Storage;

namespace Carousel.Cli.Rendering;

/// <summary>
/// Lines that are drawn again in place where a person reads standard output as it comes, and else written again below a
/// blank line.
/// </summary>
/// <param name="terminal">Where to.</param>
internal sealed class RedrawnBlock(Terminal terminal)
{
    private int _drawn;

    /// <summary>Draws the lines.</summary>
    /// <param name="lines">The lines; on a terminal each is cut to its width.</param>
    public void Draw(IReadOnlyList<string> lines)
    {
        if (!terminal.OutIsTerminal)
        {
            terminal.Out.WriteLine((_drawn > 0 ? "\n" : "") + string.Join('\n', lines));
            _drawn = lines.Count;
            return;
        }

        // Up to the first line; each line clears the rest of its own, the last one what is below.
        string up = _drawn > 0 ? $"\u001b[{_drawn}A" : "";
        IEnumerable<string> shown = lines.Select(line => VisibleText.Of(
            line[..Math.Min(line.Length, terminal.Width - 1)], terminal.OutPen.IsColored) + "\u001b[K\n");
        terminal.Out.Draw($"{up}{string.Concat(shown)}\u001b[J", "");
        _drawn = lines.Count;
    }
}
