using System.Text.Json;

namespace Carousel.Cli.Tests;

/// <summary>Forecasts without training.</summary>
public sealed class UntrainedForecastTests
{
    [Fact]
    public async Task TheBundledSeries_IsForecast_WithFilesAndOneLineOfJson()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(
            "forecast", "--methods", "zero-shot", "--horizon", "12", "--out", folder.Path, "--json", "--threads", "1");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("model      zero-shot", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["backtest.csv", "forecast.csv", "report.html"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Where(f => !f!.StartsWith('.')).Order());
        using JsonDocument json = JsonDocument.Parse(run.LastLine);
        double error = json.RootElement.GetProperty("metrics").GetProperty("mae").GetDouble();
        Assert.InRange(error, 1, json.RootElement.GetProperty("baselines").EnumerateObject().Min(
            b => b.Value.GetProperty("mae").GetDouble()));
        Assert.Contains(
            json.RootElement.GetProperty("facts").EnumerateArray(), f => f.GetProperty("name").GetString() == "model");
        Assert.All(
            json.RootElement.GetProperty("notes").EnumerateArray(),
            n => Assert.Contains(n.GetString()!.Split(' ')[0], run.Error + run.Out, StringComparison.Ordinal));
        Assert.NotEmpty(json.RootElement.GetProperty("notes").EnumerateArray());
    }

    [Fact]
    public async Task AnOptionOfTheTraining_IsRefused() => Assert.Equal(
        "Leave out --hidden, which a forecast without training does not use.",
        (await CliRun.OfAsync("forecast", "--methods", "zero-shot", "--hidden", "8")).RequireOneSentence());

    [Fact]
    public async Task AShortFile_IsForecastWithoutTraining_ByTheMeanOfSeveralMethods()
    {
        using var folder = new TemporaryFolder();
        string rows = string.Join("", Enumerable.Range(0, 36).Select(t =>
            $"{2001 + (t / 12)}-{1 + (t % 12):00}-01,{100 + (5 * (t % 12)) + t}\n"));
        string data = folder.Write("months.csv", "month,sales\n" + rows);
        CliRun run = await CliRun.OfAsync(
            "forecast", data, "--all-methods", "--out", folder.File("out"), "--threads", "1");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("no network is trained", run.Out + run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out/model.safetensors")));
        string header = (await File.ReadAllLinesAsync(
            folder.File("out/forecast.csv"), TestContext.Current.CancellationToken))[0];
        Assert.EndsWith("zero-shot,ets,theta,arima", header, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MethodsWithoutTraining_RefuseOptionsOfATraining() => Assert.Equal(
        "Leave out --hidden, which a forecast without training does not use.",
        (await CliRun.OfAsync("forecast", "--methods", "ets,theta", "--hidden", "8")).RequireOneSentence());

    [Fact]
    public async Task AFolderWithAModel_IsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "model.safetensors"), "a model", TestContext.Current.CancellationToken);

        Assert.Contains(
            "which a run without training does not replace, even with --overwrite.",
            (await CliRun.OfAsync(
                "forecast", "--methods", "zero-shot", "--quiet", "--overwrite", "--out", folder.Path))
            .RequireOneSentence(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "report.html")));
    }
}
