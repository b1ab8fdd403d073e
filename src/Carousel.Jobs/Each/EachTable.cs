using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Each;

/// <summary>Tables of single series, one below the other.</summary>
internal static class EachTable
{
    /// <summary>Appends a table.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="table">CSV with a header, each line with its end.</param>
    /// <param name="isFirst">Whether the header is written, too.</param>
    /// <param name="group">What each row begins with; null for nothing.</param>
    public static void Append(TextWriter text, string table, bool isFirst, string? group)
    {
        string first = group is null ? "" : $"{CsvCell.Of(group)},";
        bool isQuoted = false;
        for (int begin = 0, at = 0, row = 0; at < table.Length; at++)
        {
            isQuoted ^= table[at] == '"';
            if (table[at] != '\n' || isQuoted)
            {
                continue;
            }

            if (row > 0 || isFirst)
            {
                text.Write(row > 0 || group is null ? first : "group,");
                text.Write(table.AsSpan(begin, at + 1 - begin));
            }

            (begin, row) = (at + 1, row + 1);
        }
    }
}
