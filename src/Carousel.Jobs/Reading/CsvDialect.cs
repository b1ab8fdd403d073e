namespace Carousel.Jobs.Reading;

/// <summary>Finds what separates the columns of a CSV file from its first lines.</summary>
internal static class CsvDialect
{
    private const int Lines = 20;

    // The order decides if several fit: a comma may also be a decimal comma or part of a text, so it comes last.
    private static readonly char[] _delimiters = ['\t', ';', '|', ','];

    /// <summary>The one of tab, semicolon, bar and comma that divides the lines most alike.</summary>
    /// <param name="beginning">The first lines of the file.</param>
    public static char FindDelimiter(string beginning)
    {
        var counts = new List<int[]>();
        int[] counting = new int[_delimiters.Length];
        bool quoted = false;
        bool blank = true;
        foreach (char letter in beginning)
        {
            if (letter == '\n' && !quoted)
            {
                if (!blank)
                {
                    counts.Add(counting);
                }

                (counting, blank) = (new int[_delimiters.Length], true);
                if (counts.Count == Lines)
                {
                    break;
                }

                continue;
            }

            quoted ^= letter == '"';
            blank &= char.IsWhiteSpace(letter);
            int delimiter = Array.IndexOf(_delimiters, letter);
            if (delimiter >= 0 && !quoted)
            {
                counting[delimiter]++;
            }
        }

        // The last line may be cut where the sample ends; it counts only where it is the only one.
        if (counts.Count == 0)
        {
            counts.Add(counting);
        }

        int[] header = counts[0];
        int consistent = Array.FindIndex(
            _delimiters, d => header[Of(d)] > 0 && counts.TrueForAll(c => c[Of(d)] == header[Of(d)]));
        if (consistent >= 0)
        {
            return _delimiters[consistent];
        }

        // A title above the header need not be divided as the rows are.
        int most = header.Max(), own = Array.IndexOf(header, most);
        bool isTitle = most == 0 || counts.Exists(c => c[own] == 0);
        for (int start = 1; isTitle && start <= counts.Count / 2; start++)
        {
            int[] first = counts[start];
            consistent = Array.FindIndex(
                _delimiters, d => first[Of(d)] > 0 && counts.Skip(start).All(c => c[Of(d)] == first[Of(d)]));
            if (consistent >= 0 && header[consistent] == 0)
            {
                return _delimiters[consistent];
            }
        }

        return most == 0 ? ',' : _delimiters[own];
    }

    /// <summary>The decimal separator of a line: a comma where one of its cells is such a number.</summary>
    /// <param name="delimiter">What divides the cells; if it is a comma, the separator is a point.</param>
    /// <param name="cells">The cells of the line.</param>
    public static char FindDecimal(char delimiter, IEnumerable<string> cells) =>
        delimiter != ',' && cells.Any(c => CellNumbers.CommaNumber().IsMatch(c)) ? ',' : '.';

    private static int Of(char delimiter) => Array.IndexOf(_delimiters, delimiter);
}
