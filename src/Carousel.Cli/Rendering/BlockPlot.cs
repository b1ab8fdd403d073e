using System.Text;

namespace Carousel.Cli.Rendering;

/// <summary>A drawing of blocks, three lines high: what was, a bar, what comes.</summary>
internal static class BlockPlot
{
    private const string Blocks = " ▁▂▃▄▅▆▇█";
    private const int Height = 3;
    private const int Widest = 100;

    /// <summary>Draws values over a common scale from the lowest to the highest of them.</summary>
    /// <param name="before">What was; a value that is not finite is left blank.</param>
    /// <param name="ahead">What comes.</param>
    /// <param name="width">Columns of the terminal; at most 100 are taken.</param>
    /// <returns>Lines, the highest first, with the largest and the smallest number at their left; none where there is
    /// nothing to draw.</returns>
    public static IReadOnlyList<string> Draw(IReadOnlyList<double> before, IReadOnlyList<double> ahead, int width)
    {
        double[] known = [.. before.Concat(ahead).Where(double.IsFinite)];
        if (known.Length == 0 || ahead.Count == 0)
        {
            return [];
        }

        (double low, double high) = (known.Min(), known.Max());
        int decimals = Figures.Decimals([Math.Max(Math.Abs(low), Math.Abs(high))]);
        (string top, string bottom) = (Figures.Number(high, decimals), Figures.Number(low, decimals));
        int label = Math.Max(top.Length, bottom.Length);

        // Two blanks, the number, a blank; one column for the bar, and none in the last column of the terminal.
        int room = Math.Max(8, Math.Min(width, Widest) - label - 5);
        int step = (before.Count + ahead.Count + room - 1) / room;
        int[] was = Levels(before, step, low, high, alignsEnd: true), comes = Levels(ahead, step, low, high, false);
        var lines = new string[Height];
        for (int line = 0; line < Height; line++)
        {
            string number = line == 0 ? top : line == Height - 1 ? bottom : "";
            int floor = (Height - 1 - line) * (Blocks.Length - 1);
            var text = new StringBuilder("  ").Append(number.PadLeft(label)).Append(' ');
            Append(text, was, floor).Append('│');
            lines[line] = Append(text, comes, floor).ToString().TrimEnd();
        }

        return lines;
    }

    private static StringBuilder Append(StringBuilder text, int[] levels, int floor)
    {
        foreach (int level in levels)
        {
            text.Append(Blocks[Math.Clamp(level - floor, 0, Blocks.Length - 1)]);
        }

        return text;
    }

    /// <summary>Heights of the means of a few values each, 1 and more; 0 where none is known.</summary>
    private static int[] Levels(IReadOnlyList<double> values, int step, double low, double high, bool alignsEnd)
    {
        // History is cut from its end, so that the last mean before the bar is of as many values as the others.
        int first = alignsEnd ? values.Count % step : 0;
        double scale = high > low ? ((Height * (Blocks.Length - 1)) - 1) / (high - low) : 0;
        return
        [
            .. values.Skip(first).Chunk(step).Select(part => part.Where(double.IsFinite).ToArray())
                .Select(part => part.Length == 0 ? 0 : 1 + (int)Math.Round((part.Average() - low) * scale)),
        ];
    }
}
