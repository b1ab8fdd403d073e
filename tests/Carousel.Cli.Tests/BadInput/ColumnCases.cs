namespace Carousel.Cli.Tests.BadInput;

/// <summary>Tables whose columns cannot be read as intended, of the table of bad input.</summary>
internal static class ColumnCases
{
    private const int Rows = 120, TooManyColumns = 100_001;

    public static IReadOnlyList<DataCase> All { get; } =
    [
        Of("thousands with low lines", row => $"{(row % 7) + 1}_{100 + row}",
            "data.csv:2:2: '1_100' is not a number in column 'value'"),
        Of(
            "numbers beyond single precision", row => $"1e{200 + (row % 5)}",
            "data.csv:2:2: '1e200' in column 'value' is infinite or too large"),
        Of(
            "change lost at zero", row => $"{row % 7}e-300",
            "data.csv:3:2: '1e-300' in column 'value' and '0e-300' on line 2 are both 0 .* Multiply"),
        new("too many columns", WriteWide, "data.csv:1: the line has 100,001 columns, but at most 100,000 are read"),
    ];

    private static DataCase Of(string name, Func<int, string> value, string said) =>
        new(name, path => File.WriteAllText(path, DataCase.Text(Rows, value)), said);

    private static void WriteWide(string path)
    {
        IEnumerable<int> columns = Enumerable.Range(0, TooManyColumns);
        File.WriteAllLines(path, [string.Join(',', columns.Select(c => $"c{c}")), string.Join(',', columns)]);
    }
}
