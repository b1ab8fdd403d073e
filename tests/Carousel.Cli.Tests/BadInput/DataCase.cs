using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>A file of data that must be rejected, and the expected message.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Write">Writes it; the name says where, <c>data.csv</c>.</param>
/// <param name="Said">What the sentence must hold, as a regular expression.</param>
/// <param name="OnlyFits">Wrong only for verbs that learn from it.</param>
/// <param name="NamesColumn">Wrong only for verbs that look for a column by its name.</param>
public sealed record DataCase(
    string Name, Action<string> Write, string Said, bool OnlyFits = false, bool NamesColumn = false)
{
    private const int Rows = 120;
    private const int BadLine = 51;

    // One bad row of 120 is skipped.
    private const int SecondBadLine = 71;

    public static IReadOnlyList<DataCase> All { get; } =
    [
        new("missing file", _ => { }, "does not exist"),
        new("folder", path => Directory.CreateDirectory(path), "is a folder"),
        new(
            "not text", path => File.WriteAllBytes(path, [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 7))]),
            "not text|cannot be read"),
        new("empty", path => File.WriteAllText(path, ""), "is empty"),
        new("header only", path => File.WriteAllText(path, "date,value\n"), "has a header but no rows"),
        new(
            "unknown column",
            path => File.WriteAllText(path, Good().Replace("value", "valeu", StringComparison.Ordinal)), "'value'",
            NamesColumn: true),
        new(
            "text for a number", path => File.WriteAllText(path, WithCells(1, "ill")),
            $"data.csv:{BadLine}:2: 'ill' is not a number in column 'value'.* 2 of 120 rows cannot be read.*"
            + "--skip-bad-rows 2"),
        new(
            "infinity", path => File.WriteAllText(path, WithCells(1, "inf")),
            $"data.csv:{BadLine}:2: 'inf' .*infinite"),
        new(
            "number too large", path => File.WriteAllText(path, WithCells(1, "1e99")),
            $"data.csv:{BadLine}:2: '1e99' .*infinite or too large"),
        new(
            "bad time stamp", path => File.WriteAllText(path, WithCells(0, "yesterday")),
            $"data.csv:{BadLine}:1: 'yesterday' .*time stamp"),
        new(
            "duplicate time stamp", path => File.WriteAllText(path, WithCell(0, "2020-02-18")),
            $"data.csv:{BadLine}:1: 2020-02-18.* already appears on line 50"),
        new(
            "irregular time stamps", path => File.WriteAllText(path, WithCell(0, "2020-02-19 07:31")),
            "data.csv:5[12]:1: .*grid"),
        new(
            "missing value in a row",
            path => File.WriteAllText(path, WithLine(WithLine(Good(), BadLine, "2020-02-19"), SecondBadLine, "x")),
            $"data.csv:{BadLine}: the line has 1 cell"),
        new(
            "open quotation mark", path => File.WriteAllText(path, WithCell(1, "\"12")),
            $"data.csv:{BadLine}.*quotation mark"),
        new(
            "constant series", path => File.WriteAllText(path, Text(Rows, _ => "7")), "'value' .*7 in every row",
            OnlyFits: true),
        .. ColumnCases.All,
        new("too few rows", path => File.WriteAllText(path, Text(4, Value)), "needs at least|looks back"),
        .. LongLineCases.All,
    ];

    public static DataCase Of(string name) => All.Single(c => c.Name == name);

    /// <summary>Text that every verb understands.</summary>
    public static string Good() => Text(Rows, Value);

    public static string Value(int row) =>
        (20 + (5 * Math.Sin(row * 2 * Math.PI / 7)) + ((row * 37 % 11) / 10.0))
            .ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A column of dates and the values of a function of the row.</summary>
    public static string Text(int rows, Func<int, string> value)
    {
        var text = new StringBuilder("date,value\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"{new DateTime(2020, 1, 1).AddDays(row):yyyy-MM-dd},{value(row)}\n");
        }

        return text.ToString();
    }

    private static string WithLine(string text, int line, string written)
    {
        string[] lines = text.Split('\n');
        lines[line - 1] = written;
        return string.Join('\n', lines);
    }

    private static string WithCell(int column, string cell) => WithCell(Good(), BadLine, column, cell);

    private static string WithCells(int column, string cell) =>
        WithCell(WithCell(column, cell), SecondBadLine, column, cell);

    private static string WithCell(string text, int line, int column, string cell)
    {
        string[] cells = text.Split('\n')[line - 1].Split(',');
        cells[column] = cell;
        return WithLine(text, line, string.Join(',', cells));
    }
}
