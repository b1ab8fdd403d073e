using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests;

/// <summary>Contributions of inputs to forecasts, and forecasts with other values, on the command line.</summary>
public sealed class WhyTests
{
    [Fact]
    public async Task WhyAndSet_WriteAFileANoteAndATable_AndRefuseWhatTheyCannot()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("shop.csv", Rows()), model = folder.File("out/model.safetensors");
        CliRun fit = await CliRun.OfAsync(
            "forecast", data, "--target", "sold", "--known", "price", "--hidden", "4", "--layers", "1", "--epochs",
            "1", "--horizon", "3", "--lookback", "8", "--methods", "network", "--ensemble", "1", "--out",
            folder.File("out"));
        Assert.True(fit.ExitCode == 0, fit.Error);
        string report = await File.ReadAllTextAsync(
            folder.File("out/report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("What if price were …", report, StringComparison.Ordinal);

        CliRun told = await CliRun.OfAsync(
            "predict", model, data, "--set", "price=2.5", "--why", "--out", folder.File("answers"), "--json");
        Assert.True(told.ExitCode == 0, told.Error);
        Assert.Contains(
            "With price = 2.5 in the next 3 rows, the mean forecast of sold is ", told.Error,
            StringComparison.Ordinal);
        Assert.Contains("mean absolute contribution, 1 forecast", told.Error, StringComparison.Ordinal);
        string[] lines = await File.ReadAllLinesAsync(
            folder.File("answers/contributions.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("id,time,target,step,cutoff,forecast,base,past values,price,calendar", lines[0]);
        Assert.Equal(4, lines.Length);
        foreach (string line in lines[1..])
        {
            double[] cells = [.. line.Split(',')[5..].Select(c => double.Parse(c, CultureInfo.InvariantCulture))];
            Assert.Equal(cells[0], cells[1..].Sum(), 1e-4 * Math.Abs(cells[0]));
        }

        // Standard output has only the forecast.
        CliRun printed = await CliRun.OfAsync("predict", model, data, "--why", "--repeat-known");
        Assert.StartsWith("id,time,target,step,cutoff,q", printed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("past values", printed.Out, StringComparison.Ordinal);

        CliRun evaluated = await CliRun.OfAsync("evaluate", model, data, "--why", "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Contains("  mean absolute contribution, ", evaluated.Out, StringComparison.Ordinal);
        Assert.Contains("\"details\":[\"mean absolute contribution, ", evaluated.Out, StringComparison.Ordinal);

        foreach ((string text, string message) in new[]
        {
            ("price", "--set must be a column and a number, such as price=9.99, but is 'price'."),
            ("prize=3", "--set changes columns that are known ahead, and 'prize' is not one: this model has price."),
            ("sold=3", "--set changes columns that are known ahead, and 'sold' is not one: this model has price."),
        })
        {
            CliRun refused = await CliRun.OfAsync("predict", model, data, "--set", text);
            Assert.Equal((2, message), (refused.ExitCode, refused.Error.Trim()));
        }
    }

    private static string Rows()
    {
        var rows = new StringBuilder("day,price,sold\n");
        for (int r = 0; r < 120; r++)
        {
            double price = 1 + (r * 37 % 11 / 5.0);
            rows.Append(CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(r):yyyy-MM-dd},{price},")
                .Append(CultureInfo.InvariantCulture, $"{20 + (r % 7) - (3 * price) + (r * 13 % 5 / 4.0)}\n");
        }

        return rows.ToString();
    }
}
