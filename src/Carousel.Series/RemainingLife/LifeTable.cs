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
    private static readonly char[] _blanks = [' ', '\t'];

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
        if (!first.Contains(' ') || first.AsSpan().IndexOfAny(",;|\t") >= 0)
        {
            using var file = CsvFile.Open(
                new StringReader(text), input.Name, input.Cells.Delimiter, input.Cells.DecimalSeparator, bad);
            bool isNamed = !file.Header.Select((name, c) => name == $"column{c + 1}").All(n => n);
            char point = file.DecimalSeparator;
            CsvLine[] read = [.. file.Rows];
            return new LifeTable(
                input.Name, file.Header, isNamed,
                point == '.' ? read : [.. read.Select(r => r with { Cells = [.. r.Cells.Select(ToPoint)] })])
            {
                Bad = bad,
                Notes = file.Notes,
            };
        }

        return OfBlanks(input.Name, text, bad);
    }

    /// <summary>A number of a row.</summary>
    public double Number(CsvLine row, int column) =>
        double.TryParse(row.Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && float.IsFinite((float)value)
            ? value
            : throw new DataFormatException(
                Name, row.Line, column + 1,
                $"'{row.Cells[column]}' in column '{Names[column]}' is not a number. Write one, or remove the row.");

    /// <summary>Whether a unit failed: a number other than 0, or a word such as yes.</summary>
    public bool HasFailed(CsvLine row, int column) =>
        FlagWords.TryReadWord(row.Cells[column], out float word) ? word == 1 : Number(row, column) != 0;

    /// <summary>Whether a time is a date, and not a number.</summary>
    public static bool IsDate(string cell) => DateOf(cell) is not null;

    /// <summary>The time of a row: a number, or a date in days.</summary>
    public double Time(CsvLine row, int column) =>
        DateOf(row.Cells[column]) is { } date ? (date - DateTime.UnixEpoch).TotalDays : Number(row, column);

    private static DateTime? DateOf(string cell) =>
        !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        && DateTime.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
            ? date
            : null;

    private static string ToPoint(string cell) => cell.Replace(',', '.');

    private static LifeTable OfBlanks(string name, string text, BadRows bad)
    {
        var rows = new List<CsvLine>();
        string[]? header = null;
        var notes = new List<string>();
        long line = 0;
        foreach (string whole in text.Split('\n'))
        {
            line++;
            string[] cells = whole.Trim().Split(_blanks, StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length == 0)
            {
                continue;
            }

            if (rows.Count == 0 && header is null && !cells.All(IsNumber))
            {
                header = cells;
                continue;
            }

            if (rows.Count > 0 && cells.Length != rows[0].Cells.Length)
            {
                throw new DataFormatException(
                    name, line, 0,
                    $"the line has {cells.Length} numbers, but the rows before it have {rows[0].Cells.Length}. "
                    + "Add what is missing, or remove the line.");
            }

            rows.Add(new CsvLine(line, [.. cells.Select(c => c.Trim())]) { Row = rows.Count });
        }

        if (rows.Count == 0)
        {
            throw new DataFormatException($"{name} is empty. Expected rows with a unit, its time and measurements.");
        }

        int columns = rows[0].Cells.Length;
        if (header is not null && header.Length < columns)
        {
            throw new DataFormatException(
                name, 1, 0,
                $"the header has {header.Length} names, but the rows have {columns} numbers. Name each column, or "
                + "remove the header.");
        }

        if (header is not null && header.Length > columns)
        {
            notes.Add($"The header has {header.Length} names for {columns} columns: the last names are ignored.");
        }

        string[] names = header?[..columns] ?? [.. Enumerable.Range(1, columns).Select(c => $"column{c}")];
        return new LifeTable(name, names, header is not null, rows) { Bad = bad, Notes = notes };
    }

    private static bool IsNumber(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
