using System.Text.Json;
using Carousel.Survival;

namespace Carousel.Cli.Tests;

public sealed class SurviveTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Survive_RanksTheSampleWithoutAnArgument()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("survive", "--out", folder.File("out"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("logistic regression on counts", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["metrics.jsonl", "model.safetensors", "ranking.csv", "report.html", "run.json"],
            Directory.GetFiles(folder.File("out")).Select(f => Path.GetFileName(f)).Order());
    }

    [Fact]
    public async Task Survive_WritesItsMeasuresAsJson()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(
            "survive", Write(folder, "log.csv", 300), "--epochs", "1", "--hidden", "4", "--horizon", "3", "--out",
            folder.File("out"), "--json", "--quiet");

        Assert.Equal(0, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Out.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal("survive", json.RootElement.GetProperty("task").GetString());
        Assert.True(json.RootElement.GetProperty("metrics").TryGetProperty("calibration_error", out _));
        Assert.InRange(
            json.RootElement.GetProperty("baselines").GetProperty("logistic").GetProperty("concordance").GetDouble(),
            0.5, 1);
    }

    [Fact]
    public async Task PredictAndEvaluate_TakeAnotherLogOfTheSameColumns()
    {
        using var folder = new TemporaryFolder();
        string log = Write(folder, "log.csv", 120), other = Write(folder, "other.csv", 60);
        Assert.Equal(
            0,
            (await CliRun.OfAsync(
                "survive", log, "--censor", "moved", "--epochs", "1", "--horizon", "4", "--out", folder.File("out"),
                "--quiet")).ExitCode);
        string model = folder.File("out/model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, other),
            measured = await CliRun.OfAsync("evaluate", model, other),
            described = await CliRun.OfAsync("describe", model);

        Assert.Equal((0, 0, 0), (predicted.ExitCode, measured.ExitCode, described.ExitCode));
        Assert.StartsWith(
            "customer,hazard_next_week,survival_4_weeks,reason\n", predicted.Out, StringComparison.Ordinal);
        Assert.Contains("Kaplan–Meier by age", measured.Out, StringComparison.Ordinal);
        Assert.Contains("the hazard of 'leave' in each of the next 4 weeks", described.Out, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder, string name, int customers)
    {
        using var writer = new StringWriter();
        CustomerSimulation.Make(customers, 2).WriteCsv(writer);
        return folder.Write(name, writer.ToString());
    }
}
