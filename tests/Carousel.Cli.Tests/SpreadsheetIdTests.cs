using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests;

/// <summary>Ids that a spreadsheet would compute are text in the files of a folder, and unchanged
/// elsewhere.</summary>
public sealed class SpreadsheetIdTests
{
    private const string Note = "forecast.csv: an apostrophe precedes ";

    [Fact]
    public async Task Ids_AreMarkedInFiles_AndTheModelStillKnowsThem()
    {
        using var folder = new TemporaryFolder();
        var rows = new StringBuilder("shop,day,sold\n");
        foreach (string shop in new[] { "=1+1", "-5", "plain" })
        {
            for (int r = 0; r < 60; r++)
            {
                rows.Append(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shop},{new DateTime(2024, 1, 1).AddDays(r):yyyy-MM-dd},{(r % 7) - 3.5}\n"));
            }
        }

        string data = folder.Write("shops.csv", rows.ToString());
        CliRun fit = await CliRun.OfAsync(
            "forecast", data, "--id", "shop", "--target", "sold", "--hidden", "4", "--layers", "1", "--epochs", "1",
            "--horizon", "3", "--lookback", "6", "--out", folder.File("out"));
        Assert.True(fit.ExitCode == 0, fit.Error);
        Assert.Contains(Note + "3 cells", fit.Out, StringComparison.Ordinal);
        string[] ids = IdsOf(await File.ReadAllTextAsync(
            folder.File("out/forecast.csv"), TestContext.Current.CancellationToken));
        Assert.Equal(["'=1+1", "-5", "plain"], ids.Order(StringComparer.Ordinal));

        // The model has the ids of the data; standard output is for programs.
        string model = folder.File("out/model.safetensors");
        CliRun told = await CliRun.OfAsync("predict", model, data);
        Assert.True(told.ExitCode == 0, told.Error);
        Assert.Equal(["-5", "=1+1", "plain"], IdsOf(told.Out).Order(StringComparer.Ordinal));
        CliRun written = await CliRun.OfAsync("predict", model, data, "--out", folder.File("answers"));
        Assert.True(written.ExitCode == 0, written.Error);
        Assert.Contains(Note + "3 cells", written.Error, StringComparison.Ordinal);
        Assert.Equal(
            told.Out.Replace("=1+1", "'=1+1", StringComparison.Ordinal),
            await File.ReadAllTextAsync(folder.File("answers/forecast.csv"), TestContext.Current.CancellationToken));
        CliRun evaluated = await CliRun.OfAsync("evaluate", model, data);
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
    }

    private static string[] IdsOf(string table) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')[0]).Distinct()];
}
