namespace Carousel.Cli.Rendering;

/// <summary>
/// A table of texts that fits the width of the terminal and never breaks a number. In a narrow terminal headings get
/// short, then wrap, then names wrap, then headings are cut; columns are left out last, and the output names them.
/// </summary>
internal static class TextGrid
{
    private const int Indent = 2, NarrowGap = 2, LeastHeading = 4, LeastName = 20, LeastText = 12;

    private enum Stage
    {
        Full,
        ShortHeadings,
        WrappedHeadings,
        NarrowGaps,
        WrappedTexts,
        CutHeadings,
    }

    /// <summary>A column.</summary>
    /// <param name="Title">The heading.</param>
    /// <param name="IsText">Whether it has texts, which are at the left and may wrap at blanks; else numbers.</param>
    internal sealed record Column(string Title, bool IsText = false)
    {
        /// <summary>A heading for narrow terminals.</summary>
        public string Short { get; init; } = Title;
    }

    /// <summary>A cell.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="Color">Its colour; null for none.</param>
    internal sealed record Cell(string Text, Func<string, string>? Color = null);

    /// <summary>Writes a table to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="columns">The columns; the first one names the rows.</param>
    /// <param name="rows">The rows, each with one cell for each column.</param>
    /// <param name="gap">Blanks between columns.</param>
    /// <param name="color">The colour of the headings; null for none.</param>
    public static void Write(
        Terminal terminal, IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Cell>> rows, int gap = 3,
        Func<string, string>? color = null)
    {
        (int[] widths, Stage stage) = Fit(columns, rows, gap, terminal.Width - Indent);
        string between = new(' ', stage >= Stage.NarrowGaps ? Math.Min(gap, NarrowGap) : gap);
        string[][] headings =
        [
            .. widths.Select((w, c) => Broken(stage == Stage.Full ? columns[c].Title : columns[c].Short, w)),
        ];
        int depth = headings.Max(h => h.Length);
        for (int line = 0; line < depth; line++)
        {
            WriteLine(terminal, between, widths.Select((w, c) => Padded(
                headings[c].ElementAtOrDefault(line - depth + headings[c].Length) ?? "", w, columns[c].IsText,
                color)));
        }

        foreach (IReadOnlyList<Cell> row in rows)
        {
            string[][] cells = [.. widths.Select((w, c) => Broken(row[c].Text, w))];
            for (int line = 0; line < cells.Max(c => c.Length); line++)
            {
                WriteLine(terminal, between, widths.Select((w, c) => Padded(
                    cells[c].ElementAtOrDefault(line) ?? "", w, columns[c].IsText, row[c].Color)));
            }
        }

        if (widths.Length < columns.Count)
        {
            TableText.WriteLines(
                terminal,
                $"Left out for lack of width: {string.Join(", ", columns.Skip(widths.Length).Select(c => c.Title))}.");
        }
    }

    // As many columns as fit; of these as much of headings and texts as fits.
    private static (int[] Widths, Stage Stage) Fit(
        IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Cell>> rows, int gap, int room)
    {
        for (int shown = columns.Count; ; shown--)
        {
            foreach (Stage stage in Enum.GetValues<Stage>())
            {
                int[] widths = [.. columns.Take(shown).Select((column, c) => WidthOf(column, c, rows, stage))];
                int between = (stage >= Stage.NarrowGaps ? Math.Min(gap, NarrowGap) : gap) * (shown - 1);
                if (stage >= Stage.WrappedTexts)
                {
                    Shrink(columns, widths, room - between);
                }

                if (widths.Sum() + between <= room || (shown <= 2 && stage == Stage.CutHeadings))
                {
                    return (widths, stage);
                }
            }
        }
    }

    private static int WidthOf(Column column, int c, IReadOnlyList<IReadOnlyList<Cell>> rows, Stage stage)
    {
        int cells = rows.Select(r => r[c].Text.Length).DefaultIfEmpty(0).Max();
        int word = column.Short.Split(' ').Max(w => w.Length);
        return Math.Max(cells, stage switch
        {
            Stage.Full => column.Title.Length,
            Stage.ShortHeadings => column.Short.Length,
            Stage.CutHeadings => Math.Min(word, LeastHeading),
            _ => word,
        });
    }

    // The widest text gives first.
    private static void Shrink(IReadOnlyList<Column> columns, int[] widths, int room)
    {
        int[] least =
        [
            .. widths.Select((w, c) => !columns[c].IsText ? w : Math.Min(w, c == 0 ? LeastName : LeastText)),
        ];
        while (widths.Sum() > room && Enumerable.Range(0, widths.Length).Where(c => widths[c] > least[c]).ToArray() is
            { Length: > 0 } wide)
        {
            widths[wide.MaxBy(c => widths[c])]--;
        }
    }

    // A word that is longer than a line is cut: it is a name or a heading, numbers have room.
    private static string[] Broken(string text, int width)
    {
        if (text.Length <= width)
        {
            return [text];
        }

        var lines = new List<string>();
        string line = "";
        foreach (string whole in text.Split(' '))
        {
            string word = whole.Length <= width ? whole : $"{whole[..(width - 1)]}…";
            bool fits = line.Length + 1 + word.Length <= width;
            if (line.Length > 0 && !fits)
            {
                lines.Add(line);
            }

            line = line.Length > 0 && fits ? $"{line} {word}" : word;
        }

        return [.. lines, line];
    }

    private static string Padded(string text, int width, bool isText, Func<string, string>? color)
    {
        string blanks = new(' ', Math.Max(0, width - text.Length));
        string shown = color is null || text.Length == 0 ? text : color(text);
        return isText ? shown + blanks : blanks + shown;
    }

    private static void WriteLine(Terminal terminal, string between, IEnumerable<string> cells) =>
        terminal.Out.WriteLine((new string(' ', Indent) + string.Join(between, cells)).TrimEnd());
}
