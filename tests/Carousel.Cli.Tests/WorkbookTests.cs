using Carousel.Testing;

namespace Carousel.Cli.Tests;

/// <summary>Excel workbooks as the file of a verb.</summary>
public sealed class WorkbookTests
{
    [Fact]
    public async Task AWorkbook_IsForecastAsTheSameCsv_AndItsNotesArePrinted()
    {
        using var folder = new TemporaryFolder();
        (DateTime Day, double Sales)[] rows =
        [
            .. Enumerable.Range(0, 120).Select(
                n => (new DateTime(2026, 1, 1).AddDays(n), 100 + (20 * Math.Sin(n * Math.Tau / 7)) + (n / 3.0))),
        ];
        string csv = folder.Write("sales.csv", "day,sales\n" + string.Concat(
            rows.Select(r => Invariant.Of($"{r.Day:yyyy-MM-dd},{r.Sales:R}\n"))));
        string book = folder.File("sales.xlsx");
        await File.WriteAllBytesAsync(
            book,
            SmallWorkbook.Of(
            [
                ("Sales", "visible", SmallWorkbook.Row(1, "day", "sales") + string.Concat(
                    rows.Select((r, n) => SmallWorkbook.Row(n + 2, r.Day, r.Sales)))),
                ("Notes", "visible", ""),
            ]),
            TestContext.Current.CancellationToken);
        Assert.Equal(
            $"{book} is a workbook, whose cells have no separators: leave out --delimiter and --decimal.",
            (await CliRun.OfAsync("forecast", book, "--decimal", "comma")).RequireOneSentence());
        CliRun first = await ForecastAsync(csv), second = await ForecastAsync(book);

        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Equal(
            await File.ReadAllTextAsync(csv + ".out/forecast.csv", TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(book + ".out/forecast.csv", TestContext.Current.CancellationToken));
        Assert.Contains("Only 'Sales', the first visible sheet", second.Out + second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the first visible sheet", first.Out + first.Error, StringComparison.Ordinal);

        Task<CliRun> ForecastAsync(string path) => CliRun.OfAsync(
            "forecast", path, "--methods", "zero-shot", "--out", path + ".out", "--threads", "1");
    }

    [Theory]
    [InlineData("forecast", "day,sales\n", " is not an Excel workbook (.xlsx): it is not a zip archive.")]
    [InlineData("classify", "\u00d0\u00cf\u0011\u00e0", " is an old Excel workbook (.xls) or has a password.")]
    public async Task AnotherFile_IsRefusedInOneSentence(string verb, string bytes, string sentence)
    {
        using var folder = new TemporaryFolder();
        string book = folder.File("sales.xlsx");
        await File.WriteAllTextAsync(
            book, bytes, System.Text.Encoding.Latin1, TestContext.Current.CancellationToken);
        Assert.StartsWith(
            book + sentence, (await CliRun.OfAsync(verb, book)).RequireOneSentence(), StringComparison.Ordinal);
    }
}
