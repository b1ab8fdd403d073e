using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests;

/// <summary>Forecasts of groups whose sums add up, from the command line to the file and back.</summary>
public sealed class HierarchyTests
{
    private static readonly string[] _groups = ["n,a", "n,b", "s,c"];

    [Fact]
    public async Task Forecast_WritesNodesThatAddUp_AndPredictGivesTheSame()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("trips.csv", Trips());
        CliRun run = await CliRun.OfAsync(
            "forecast", data, "--hierarchy", "state/region", "--target", "trips", "--horizon", "4", "--lookback", "8",
            "--hidden", "4", "--epochs", "1", "--ensemble", "1", "--threads", "1", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("total 1, state 2, state/region 3", run.Error + run.Out, StringComparison.Ordinal);
        Assert.Contains("MASE by level", run.Out + run.Error, StringComparison.Ordinal);

        string forecast = await File.ReadAllTextAsync(
            folder.File("out/forecast.csv"), TestContext.Current.CancellationToken);
        string[][] rows = [.. forecast.TrimEnd('\n').Split('\n').Select(l => l.Split(','))];
        Assert.Equal(["id", "level", "node", "time"], rows[0][..4]);
        Assert.Equal(6 * 4, rows.Length - 1);
        int median = Array.IndexOf(rows[0], "q0.5"), step = Array.IndexOf(rows[0], "step");
        for (int t = 1; t <= 4; t++)
        {
            string[][] of = [.. rows.Skip(1).Where(r => r[step] == $"{t}")];
            double Of(string level) => of.Where(r => r[1] == level)
                .Sum(r => double.Parse(r[median], CultureInfo.InvariantCulture));
            double total = Of("total");
            Assert.Equal(total, Of("state"), 1e-6 * total);
            Assert.Equal(total, Of("state/region"), 1e-6 * total);
        }

        CliRun again = await CliRun.OfAsync("predict", folder.File("out/latest.safetensors"), data);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(forecast, again.Out);
        CliRun lines = await CliRun.WithInputAsync("", "stream", folder.File("out/latest.safetensors"));
        Assert.Contains("hierarchy", lines.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABrokenHierarchy_IsRefusedInOneSentence()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(
            "trips.csv", Trips().Replace("s,c,visit", "s,a,visit", StringComparison.Ordinal));
        CliRun run = await CliRun.OfAsync("forecast", data, "--hierarchy", "state/region", "--id", "id");
        string sentence = run.RequireOneSentence();
        Assert.Contains("the region 'a' belongs to two groups", sentence, StringComparison.Ordinal);
        Assert.Contains("--hierarchy state*region", sentence, StringComparison.Ordinal);
    }

    private static string Trips()
    {
        var text = new StringBuilder("day,state,region,id,trips\n");
        foreach ((string group, int s) in _groups.Select((g, i) => (g, i)))
        {
            for (int r = 0; r < 150; r++)
            {
                double value = (20 * (s + 1)) + (5 * Math.Sin((2 * Math.PI * r / 7) + s)) + (r * 7 % 5);
                text.Append(
                    CultureInfo.InvariantCulture, $"{new DateTime(2024, 1, 1).AddDays(r):yyyy-MM-dd},{group},visit{s},")
                    .Append(CultureInfo.InvariantCulture, $"{value:R}\n");
            }
        }

        return text.ToString();
    }
}
