using Carousel.Data;

namespace Carousel.Tasks.Reading;

/// <summary>A CSV file that is open: its header, its first rows, all rows, and what was found out about its form.</summary>
internal sealed class CsvFile : IDisposable
{
    private const int SampleRows = 200;
    private const int SampleLetters = 1 << 16;

    private readonly CsvRows _rows;
    private readonly CsvTable _table;

    private CsvFile(CsvRows rows, CsvTable table, List<CsvLine> sample, char decimalSeparator)
    {
        (_rows, _table, Sample, DecimalSeparator) = (rows, table, sample, decimalSeparator);
    }

    /// <summary>The names of the columns.</summary>
    public string[] Header => _table.Header;

    /// <summary>The first rows: one at least.</summary>
    public List<CsvLine> Sample { get; }

    /// <summary>The decimal separator, as asked for or found.</summary>
    public char DecimalSeparator { get; }

    /// <summary>What was decided without being asked, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>All rows, the first ones among them; to be read once.</summary>
    public IEnumerable<CsvLine> Rows => Sample.Concat(_table.ReadRest());

    /// <summary>Opens CSV text.</summary>
    /// <param name="reader">The text, from its beginning.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="delimiter">What separates columns; null finds it.</param>
    /// <param name="decimalSeparator">The decimal separator; null finds it.</param>
    /// <exception cref="DataFormatException">There are no rows.</exception>
    public static CsvFile Open(TextReader reader, string path, char? delimiter, char? decimalSeparator)
    {
        string beginning = ReadBeginning(reader);
        char separator = delimiter ?? CsvDialect.FindDelimiter(beginning);
        var rows = new CsvRows(path, new JoinedReader(beginning, reader), separator);
        try
        {
            var table = new CsvTable(path, rows, separator);
            List<CsvLine> sample = table.ReadSample(SampleRows);
            if (sample.Count == 0)
            {
                throw new DataFormatException(table.Header.Length == 0
                    ? $"{path} is empty. A header line and rows of values are expected."
                    : $"{path} has a header but no rows. Add rows of values below it.");
            }

            char found = decimalSeparator ?? (separator != ',' && HasDecimalCommas(sample) ? ',' : '.');
            var file = new CsvFile(rows, table, sample, found);
            if (found == ',' && decimalSeparator is null)
            {
                file.Notes.Add("Numbers have decimal commas.");
            }

            file.Notes.AddRange(table.Notes);
            return file;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public void Dispose() => _rows.Dispose();

    private static bool HasDecimalCommas(List<CsvLine> sample)
    {
        bool comma = sample.Exists(r => r.Cells.Any(c => CellNumbers.CommaNumber().IsMatch(c)));
        bool point = sample.Exists(r => r.Cells.Any(c => CellNumbers.PointNumber().IsMatch(c) && !c.EndsWith("000", StringComparison.Ordinal)));
        return comma && !point;
    }

    private static string ReadBeginning(TextReader reader)
    {
        var letters = new char[SampleLetters];
        int read = reader.ReadBlock(letters, 0, letters.Length);
        int start = read > 0 && letters[0] == '\uFEFF' ? 1 : 0;
        return new string(letters, start, read - start);
    }
}
