using System.Text;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>The cells of one line of CSV, for input that must be answered before the next line is there.</summary>
internal static class LineCells
{
    /// <summary>Splits a line of a stream into cells.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="delimiter">What separates cells.</param>
    /// <param name="cells">Overwritten.</param>
    /// <param name="source">How messages call the stream.</param>
    /// <param name="number">The line's number, for messages.</param>
    /// <exception cref="DataFormatException">A quotation mark is opened and not closed, or there are too many
    /// cells.</exception>
    public static void Split(string line, char delimiter, List<string> cells, string source, long number)
    {
        if (!TrySplit(line, delimiter, cells))
        {
            throw new DataFormatException(
                source, number, 0,
                "a quotation mark is opened and never closed. Close it, or write it twice inside quotes.");
        }

        TableLimits.Require(cells.Count, source, number);
    }

    /// <summary>
    /// Splits a line. Cells are trimmed; a cell in quotation marks may hold the delimiter, and a mark that is written
    /// twice.
    /// </summary>
    /// <param name="line">Without its end.</param>
    /// <param name="delimiter">What separates cells.</param>
    /// <param name="cells">Overwritten.</param>
    /// <returns>False where a quotation mark is opened and not closed.</returns>
    public static bool TrySplit(string line, char delimiter, List<string> cells)
    {
        cells.Clear();
        for (int at = 0; at <= line.Length;)
        {
            int first = at;
            while (first < line.Length && line[first] != delimiter && char.IsWhiteSpace(line[first]))
            {
                first++;
            }

            if (first < line.Length && line[first] == '"')
            {
                if (!TryQuoted(line, first + 1, delimiter, cells, out at))
                {
                    return false;
                }
            }
            else
            {
                int end = line.IndexOf(delimiter, at);
                end = end < 0 ? line.Length : end;
                cells.Add(line.AsSpan(at, end - at).Trim().ToString());
                at = end + 1;
            }
        }

        return true;
    }

    private static bool TryQuoted(string line, int at, char delimiter, List<string> cells, out int next)
    {
        var text = new StringBuilder();
        for (; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                text.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                text.Append('"');
                at++;
            }
            else
            {
                int end = line.IndexOf(delimiter, at);
                end = end < 0 ? line.Length : end;
                cells.Add(text.Append(line.AsSpan(at + 1, end - at - 1)).ToString().Trim());
                next = end + 1;
                return true;
            }
        }

        next = at;
        return false;
    }
}
