using System.Globalization;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Reading;

namespace Carousel.RemainingLife;

/// <summary>A file of records: CSV, or numbers separated by blanks, with or without a line of names.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Names">The columns.</param>
/// <param name="HasHeader">Whether the file contains the names.</param>
/// <param name="Rows">The rows, each with its line number.</param>
internal sealed record LifeTable(string Name, string[] Names, bool HasHeader, IReadOnlyList<CsvLine> Rows)
{
    private static readonly HashSet<string> _failed = Words.Of("failed|failure|fault|faulty|broken|defekt|ausgefallen"),
        _works = Words.Of("ok|okay|normal|running|working|healthy|good");

    private static readonly char[] _blanks = [' ', '\t', '\r'];

    private StampFormat? _stamps;

    /// <summary>Takes rows that cannot be read.</summary>
    public required BadRows Bad { get; init; }

    /// <summary>What was decided without being asked, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataFormatException">It is not there, is empty, or its rows differ in length.</exception>
    public static LifeTable Read(JobInput input)
    {
        var bad = new BadRows(input.Name, input.Cells);
        using TextReader reader = input.OpenTable();
        string text = reader.ReadToEnd();
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string first = (end < 0 ? text : text[..end]).Trim();
        bool hasBlanks = first.Contains(' ') && first.AsSpan().IndexOfAny(",;|\t") < 0;
        var notes = new List<string>();
        using var file = CsvFile.Open(
            new StringReader(hasBlanks ? WithOneBlank(text, notes) : text), input.Name,
            hasBlanks ? ' ' : input.Cells.Delimiter, input.Cells.DecimalSeparator, bad);
        CsvLine[] read = [.. file.Rows];
        return new LifeTable(
            input.Name, file.Header, file.HasHeader, file.DecimalSeparator == '.' ? read
                : [.. read.Select(r => r with { Cells = [.. r.Cells.Select(ToPoint)] })])
        {
            Bad = bad,
            Notes = [.. notes, .. file.Notes],
        };
    }

    /// <summary>A number of a row.</summary>
    public double Number(CsvLine row, int column) =>
        Parse(row.Cells[column]) is var value && !double.IsNaN(value)
            ? value
            : throw new DataFormatException(
                Name, row.Line, column + 1,
                $"'{row.Cells[column]}' in column '{Names[column]}' is not a number. Write one, or remove the row.");

    /// <summary>A measurement; NaN where it is missing.</summary>
    public float Measurement(CsvLine row, int column) =>
        MissingMarks.IsUsual(row.Cells[column]) ? float.NaN : (float)Number(row, column);

    /// <summary>Whether most cells of a column are text.</summary>
    public bool IsText(int column) =>
        2 * Rows.Count(r => r.Cells[column].Length > 0 && double.IsNaN(Parse(r.Cells[column]))) > Rows.Count;

    /// <summary>Whether a unit failed: a number other than 0, or a word such as yes. Only the last row has to say it;
    /// before, other texts are not failures.</summary>
    public bool HasFailed(CsvLine row, int column, bool isLast) =>
        MarkOf(row.Cells[column]) is var mark && (mark % 1 == 0 || (!isLast && double.IsNaN(mark)))
            ? mark is not (0 or double.NaN)
            : throw new DataFormatException(
                Name, row.Line, column + 1,
                $"'{row.Cells[column]}' in column '{Names[column]}' is not a mark of failure. Write 1 or 0.");

    /// <summary>Whether a column has 0 and 1 or words such as yes.</summary>
    public bool IsFlag(int column) => Rows.All(r => r.Cells[column].Length == 0 || MarkOf(r.Cells[column]) is 0 or 1);

    /// <summary>Whether a column marks ends: a flag that is set in the last rows of several units, a tenth of all, and
    /// nowhere else.</summary>
    /// <param name="column">The column.</param>
    /// <param name="id">The column of units.</param>
    /// <param name="time">The column of times.</param>
    public bool MarksEnds(int column, int id, int time)
    {
        const int FewestUnits = 3;
        if (!IsFlag(column))
        {
            return false;
        }

        var ends = Rows.GroupBy(r => r.Cells[id]).Select(unit => unit.MaxBy(r => TimeOf(r.Cells[time]))).ToHashSet();
        CsvLine[] marked = [.. Rows.Where(r => MarkOf(r.Cells[column]) == 1)];
        return marked.Length >= Math.Max(FewestUnits, ends.Count / 10) && Array.TrueForAll(marked, ends.Contains);
    }

    private static double MarkOf(string cell) => FlagWords.TryReadWord(cell, out float word) ? word
        : _failed.Contains(cell) ? 1
        : _works.Contains(cell) ? 0
        : Parse(cell);

    /// <summary>Whether the first cells of a column are time stamps.</summary>
    public bool IsOfStamps(int column) => FormatOf(DatesOf(Rows.Take(200), column), out bool isAmbiguous) is not null
        || isAmbiguous;

    /// <summary>Finds how the dates of the units are written.</summary>
    /// <param name="time">The column of dates.</param>
    /// <param name="id">The column of units.</param>
    /// <param name="clear">A date of the training in the same form; null without one.</param>
    /// <exception cref="DataFormatException">They may begin with the day or with the month.</exception>
    public void FindStamps(int time, int id, string? clear)
    {
        string[] dates = DatesOf(Rows, time);
        _stamps = FormatOf([.. dates, .. Optional.Of(dates.Length == 0 ? null : clear)], out bool isAmbiguous);
        string[] longest = isAmbiguous ? DatesOf(Rows.GroupBy(r => r.Cells[id]).MaxBy(u => u.Count())!, time) : [];
        _stamps ??= FormatOf(longest, out isAmbiguous);
        if (isAmbiguous)
        {
            throw new DataFormatException(
                Name, Rows[0].Line, time + 1,
                $"'{longest[0]}' in column '{Names[time]}' may begin with the day or with the month. Write dates like "
                + "2001-06-30.");
        }
    }

    /// <summary>A date that can be read in one way only; null without one.</summary>
    /// <param name="time">The column of dates.</param>
    public string? ClearDate(int time) => _stamps is null ? null : Array.Find(
        DatesOf(Rows, time), date => StampFormat.Find([date], false, out bool isEither) is not null && !isEither);

    /// <summary>Whether a time is a date, and not a number.</summary>
    public bool IsDate(string cell) => DateOf(cell) is not null;

    /// <summary>The time of a row: a number, or a date in days.</summary>
    public double Time(CsvLine row, int column) =>
        IsDate(row.Cells[column]) ? TimeOf(row.Cells[column]) : Number(row, column);

    /// <summary>A time: a number, or a date in days; NaN for anything else.</summary>
    public double TimeOf(string cell) =>
        DateOf(cell) is { } date ? (date - DateTime.UnixEpoch).TotalDays : Parse(cell);

    /// <summary>A number; NaN for anything else.</summary>
    public static double Parse(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && float.IsFinite((float)value) ? value : double.NaN;

    private static string[] DatesOf(IEnumerable<CsvLine> rows, int column) =>
        [.. rows.Select(r => r.Cells[column]).Where(c => c.Length > 0 && double.IsNaN(Parse(c))).Distinct()];

    // Cells that are not dates must not hide the others: their rows are refused later.
    private static StampFormat? FormatOf(string[] cells, out bool isAmbiguous)
    {
        StampFormat? found = StampFormat.Find(cells, plainNumbers: false, out isAmbiguous);
        return found is not null || isAmbiguous ? found : StampFormat.Find(
            [.. cells.Where(c => StampFormat.Find([c], false, out bool isEither) is not null || isEither)],
            plainNumbers: false, out isAmbiguous);
    }

    private DateTime? DateOf(string cell) =>
        double.IsNaN(Parse(cell)) && (_stamps is { } stamps
            ? stamps.TryRead(cell, out DateTime date)
            : DateTime.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
            ? date
            : null;

    private static string ToPoint(string cell) => cell.Replace(',', '.');

    /// <summary>Lines of cells between single blanks; names beyond the columns are cut off.
    /// </summary>
    private static string WithOneBlank(string text, List<string> notes)
    {
        string[][] lines = [.. text.Split('\n').Select(l => l.Split(_blanks, StringSplitOptions.RemoveEmptyEntries))];
        int[] filled = [.. Enumerable.Range(0, lines.Length).Where(l => lines[l].Length > 0).Take(2)];
        if (filled is [var header, var row] && lines[header].Length > lines[row].Length
            && !lines[header].All(CsvFile.IsValue))
        {
            int columns = lines[row].Length;
            notes.Add(
                $"The header has {lines[header].Length} names for {columns} columns: the last names are ignored.");
            lines[header] = lines[header][..columns];
        }

        return string.Join('\n', lines.Select(cells => string.Join(' ', cells)));
    }
}
