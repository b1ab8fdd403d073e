namespace Carousel.Cli.Tests.BadInput;

/// <summary>Lines and cells that are far too long, for the table of bad files: no sentence repeats them.</summary>
public static class LongLineCases
{
    private const string TooLong = "the line has more than 16,777,216 bytes";

    public static IReadOnlyList<DataCase> All { get; } =
    [
        new("line too long", path => Write(path, new string('7', (16 << 20) + 1)), "data.csv:122: " + TooLong),
        new(
            "header too long", path => File.WriteAllText(path, Repeated("a,", 9 << 20) + "b\n1,2\n"),
            "data.csv:1: " + TooLong),
        new(
            "long cell", path => Write(path, $"{Repeated("7x", 100_000)}\n2020-05-01,x"),
            "data.csv:122:2: '(7x){39}7…' is not a number in"),
    ];

    private static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static void Write(string path, string cell) =>
        File.WriteAllText(path, $"{DataCase.Good()}2020-04-30,{cell}\n");
}
