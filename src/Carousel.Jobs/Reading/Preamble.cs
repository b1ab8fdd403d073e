namespace Carousel.Jobs.Reading;

/// <summary>The lines above the header of a table: a title, a date of export, names of filters.</summary>
internal static class Preamble
{
    /// <summary>Most lines above a header, and the rows below it that say how wide the table is.</summary>
    public const int Most = 20, Below = 20;

    /// <summary>How many of the first rows are above the header.</summary>
    /// <param name="rows">The first rows of a file, at most <see cref="Most"/> and <see cref="Below"/>.</param>
    public static int CountOf(IReadOnlyList<CsvLine> rows)
    {
        if (rows.Count < 3)
        {
            return 0;
        }

        int width = rows.GroupBy(r => r.Cells.Length).MaxBy(g => g.Count())!.Key;
        int above = rows.TakeWhile(r => IsNarrow(r, width)).Count();

        // One line with several cells may be a header that lacks a name.
        bool isHeader = above == 1 && rows[0].Cells.Count(cell => cell.Length > 0) > 1;
        bool hasHeader = above < rows.Count && rows[above].Cells.Length == width
            && !Array.TrueForAll(rows[above].Cells, CsvFile.IsValue);
        return isHeader || !hasHeader || above > rows.Count / 2 || above == Most ? 0 : above;
    }

    // Spreadsheets fill a short line with empty cells. A header whose first name is empty is one of row numbers.
    private static bool IsNarrow(CsvLine row, int width) => width > 1 && row.Cells[0].Length > 0
        && !CsvFile.IsValue(row.Cells[0]) && row.Cells.Count(cell => cell.Length > 0) is var filled
        && (filled == 1 || (filled == 2 && row.Cells.Length < width));
}
