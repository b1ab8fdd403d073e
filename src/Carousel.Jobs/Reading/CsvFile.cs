using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Reading;

/// <summary>
/// A CSV file that is open: its header, its first rows, all rows, and its detected form. Each row has
/// as many cells as the header has names.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private const int SampleRows = 200, MostSampleRows = 20_000, SampleLetters = 1 << 16;

    private readonly string _path;
    private readonly CsvRows _rows;
    private readonly BadRows? _bad;
    private readonly Queue<CsvLine> _ahead = [];
    private int _count;

    private CsvFile(string path, CsvRows rows, char delimiter, char? decimalSeparator, BadRows? bad, bool hasHeader)
    {
        (_path, _rows, Delimiter, _bad, Header, Notes) =
            (path, rows, delimiter, bad, [], [.. OtherTables.Notes(path)]);
        HasHeader = hasHeader || rows.AreObjects;
        SkipPreamble();
        if (TryRead(out CsvLine header))
        {
            ReadHeader(header);
        }

        while (Sample.Count < SampleRows && TryReadFitting(out CsvLine row))
        {
            Sample.Add(row);
        }

        var dates = new DateOrder(Header.Length, Sample);
        while (Sample.Count < MostSampleRows && dates.IsOpen() && TryReadFitting(out CsvLine row))
        {
            dates.Add(row);
            Sample.Add(row);
        }

        if (Sample.Count == 0)
        {
            bad?.Finish(Notes);
            throw new DataFormatException(Header.Length == 0
                ? $"{path} is empty. A header line and rows of values are expected."
                : $"{path} has a header but no rows. Add rows of values below it.");
        }

        DecimalSeparator = decimalSeparator ?? (delimiter != ',' && HasDecimalCommas(Sample, delimiter) ? ',' : '.');
        if (DecimalSeparator == ',' && decimalSeparator is null)
        {
            Notes.Insert(0, "Numbers have decimal commas.");
        }
    }

    /// <summary>The names of the columns.</summary>
    public string[] Header { get; private set; }

    /// <summary>The first rows: one at least.</summary>
    public List<CsvLine> Sample { get; } = [];

    /// <summary>What separates the columns, as asked for or found.</summary>
    public char Delimiter { get; }

    /// <summary>Whether the rows are objects of JSON.</summary>
    public bool IsJson => _rows.AreObjects;

    /// <summary>Whether the first line names the columns.</summary>
    public bool HasHeader { get; private set; }

    /// <summary>The decimal separator, as asked for or found.</summary>
    public char DecimalSeparator { get; }

    /// <summary>What was decided without being asked, a sentence each.</summary>
    public List<string> Notes { get; }

    /// <summary>All rows, the first ones among them; to be read once.</summary>
    public IEnumerable<CsvLine> Rows => Sample.Concat(ReadRest());

    /// <summary>Opens CSV text.</summary>
    /// <param name="reader">The text, from its beginning.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="delimiter">What separates columns; null finds it.</param>
    /// <param name="decimalSeparator">The decimal separator; null finds it.</param>
    /// <param name="bad">Takes rows that do not fit the header; null rejects the file.</param>
    /// <param name="hasHeader">False if the first line is a row.</param>
    /// <exception cref="DataFormatException">The text has no rows.</exception>
    public static CsvFile Open(
        TextReader reader, string path, char? delimiter, char? decimalSeparator, BadRows? bad = null,
        bool hasHeader = true)
    {
        if (path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase)
            && (delimiter is not (null or ',') || decimalSeparator == ','))
        {
            throw Options.OptionTable.Of(typeof(ReadOptions)).Unfit(
                $"{path} is a workbook, whose cells have no separators: leave out {{Delimiter}} and "
                + $"{{DecimalSeparator}}.");
        }

        string beginning = ReadBeginning(reader);
        if (beginning.AsSpan().TrimStart() is ['<', '!' or '?', ..]
            || beginning.AsSpan().TrimStart().StartsWith("<htm"))
        {
            throw new DataFormatException(
                $"{path} is XML or a web page, not a table. Save it as CSV: a header, then a line for each row.");
        }

        var all = new JoinedReader(beginning, reader);
        bool isJson = MayBeJson(beginning);
        char separator = isJson ? ',' : delimiter ?? CsvDialect.FindDelimiter(beginning);
        var rows = isJson ? new CsvRows(path, all) : new CsvRows(path, all, separator);
        try
        {
            return new CsvFile(path, rows, separator, decimalSeparator, bad, hasHeader);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Whether a text is JSON that may be a table.</summary>
    /// <param name="beginning">Its beginning.</param>
    public static bool MayBeJson(string beginning) =>
        beginning.AsSpan().TrimStart() is ['{' or '[', .. var rest] && rest.TrimStart() is ['"' or '{', ..];

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private void SkipPreamble()
    {
        while (_ahead.Count < Preamble.Most + Preamble.Below && _rows.TryRead(out CsvLine row))
        {
            _ahead.Enqueue(row);
        }

        int above = Preamble.CountOf([.. _ahead]);
        if (above > 0)
        {
            for (int row = 0; row < above; row++)
            {
                _ahead.Dequeue();
            }

            Notes.Add($"The header is line {_ahead.Peek().Line}; what is above it is skipped.");
        }
    }

    private bool TryRead(out CsvLine row) => _ahead.TryDequeue(out row) || _rows.TryRead(out row);

    private void ReadHeader(CsvLine header)
    {
        static string NameOf(int column) => Invariant.Of($"column{column + 1}");
        if (!HasHeader || (!IsJson && header.Cells.All(IsValue)))
        {
            Header = [.. header.Cells.Select((_, c) => NameOf(c))];
            Notes.Add($"The file has no header line: the columns are named {Header[0]} to {Header[^1]}.");
            Sample.Add(header);
            _count++;
            HasHeader = false;
            return;
        }

        Header = [.. header.Cells.Select((name, c) => name.Length == 0 ? NameOf(c) : name)];
        RequireDifferentNames(header);
    }

    private IEnumerable<CsvLine> ReadRest()
    {
        while (TryReadFitting(out CsvLine row))
        {
            yield return row;
        }
    }

    internal static bool IsValue(string cell) =>
        cell.Length > 0 && (float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || CellNumbers.CommaNumber().IsMatch(cell) || Amount.Parse(cell) is not null
            || StampFormat.Find([cell], plainNumbers: false, out bool ambiguous) is not null || ambiguous);

    private bool TryReadFitting(out CsvLine row)
    {
        while (TryRead(out CsvLine line))
        {
            row = line with { Row = _count++ };
            int cells = row.Cells.Length;

            // A separator at the end of each line makes one empty cell more.
            if (cells > Header.Length && row.Cells.AsSpan(Header.Length).IndexOfAnyExcept("") < 0)
            {
                row = row with { Cells = row.Cells[..Header.Length] };
            }

            if (row.Cells.Length == Header.Length)
            {
                return true;
            }

            DataFormatException wrong = WrongWidth(_path, row.Line, cells, Header.Length, Delimiter);
            if (_bad?.Skips(row, wrong) != true)
            {
                throw wrong;
            }
        }

        row = default;
        return false;
    }

    /// <summary>What is wrong with a line of more or fewer cells than the header.</summary>
    /// <param name="path">How messages call the file.</param>
    /// <param name="line">The line.</param>
    /// <param name="cells">How many cells it has.</param>
    /// <param name="columns">How many the header has.</param>
    /// <param name="delimiter">What separates them.</param>
    public static DataFormatException WrongWidth(string path, long line, int cells, int columns, char delimiter)
    {
        string separator = delimiter switch { '\t' => "tabs", ' ' => "blanks", _ => $"'{delimiter}'" };
        string advice = cells < columns ? "Add the missing values, or remove the line."
            : delimiter == ','
                ? "Quote cells that contain commas; where commas are decimal, separate the columns with semicolons."
                : delimiter == '\t' ? "Remove tabs inside cells, or remove the line."
                : $"Quote cells that contain {separator}.";
        return new DataFormatException(
            path, line, 0,
            $"the line has {FigureText.Counted(cells, "cell")} separated by {separator}, but the header has "
            + $"{FigureText.Counted(columns, "cell")}. {advice}");
    }

    private void RequireDifferentNames(CsvLine header)
    {
        var first = new Dictionary<string, int>(Header.Length);
        for (int c = 0; c < Header.Length; c++)
        {
            if (!first.TryAdd(Header[c], c))
            {
                throw new DataFormatException(
                    _path, header.Line, c + 1,
                    $"the column name '{Header[c]}' already appears in column {first[Header[c]] + 1}. "
                    + "Give each column its own name.");
            }
        }
    }

    // Semicolons stand where commas are decimal; between tabs and bars 1,234 may as well be a thousand.
    private static bool HasDecimalCommas(List<CsvLine> sample, char delimiter)
    {
        bool comma = sample.Exists(r => r.Cells.Any(
            c => CellNumbers.CommaNumber().IsMatch(c)
                && (delimiter == ';' || Amount.Parse(c) is not { IsAmbiguous: true })));
        bool point = sample.Exists(
            r =>
                r.Cells.Any(c => CellNumbers.PointNumber().IsMatch(c) && !c.EndsWith("000", StringComparison.Ordinal)));
        return comma && !point;
    }

    /// <summary>The first characters of a text, without its byte order mark.</summary>
    /// <param name="reader">The text; these characters are read from it.</param>
    public static string ReadBeginning(TextReader reader)
    {
        var letters = new char[SampleLetters];
        int read = reader.ReadBlock(letters, 0, letters.Length);
        int start = read > 0 && letters[0] == '\uFEFF' ? 1 : 0;
        return new string(letters, start, read - start);
    }
}
