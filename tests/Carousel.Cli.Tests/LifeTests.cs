using System.Text.Json;

namespace Carousel.Cli.Tests;

public sealed class LifeTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Life_MeasuresTheSimulatedPumpsWithoutAnArgument()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("life", "--out", folder.File("out"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("similar trajectories", run.Out, StringComparison.Ordinal);
        Assert.Contains("network alone", run.Out, StringComparison.Ordinal);
        Assert.Equal(
            ["metrics.jsonl", "model.safetensors", "predictions.csv", "report.html", "run.json"],
            Directory.GetFiles(folder.File("out")).Select(f => Path.GetFileName(f)).Order());
    }

    [Fact]
    public async Task TestUnits_AreToldInPredictions_AndMeasuredWithTheirLives()
    {
        using var folder = new TemporaryFolder();
        string records = folder.Write("train.txt", Records(12, whole: true)),
            test = folder.Write("test.txt", Records(3, whole: false)),
            lives = folder.Write("lives.txt", "20\n20\n20\n");
        CliRun run = await CliRun.OfAsync(
            "life", records, "--test", test, "--lives", lives, "--cap", "30", "--ensemble", "1",
            "--epochs", "1", "--hidden", "4", "--out", folder.File("out"), "--json", "--quiet");

        Assert.Equal(0, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Out.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal("life", json.RootElement.GetProperty("task").GetString());
        Assert.True(json.RootElement.GetProperty("metrics").TryGetProperty("phm_score", out _));
        Assert.True(json.RootElement.GetProperty("baselines").TryGetProperty("ridge", out _));
        string[] rows = await File.ReadAllLinesAsync(
            folder.File("out/predictions.csv"), TestContext.Current.CancellationToken);
        Assert.StartsWith("id,time,life,q0.1,", rows[0], StringComparison.Ordinal);
        Assert.Equal(1 + (3 * 20), rows.Length);

        string model = folder.File("out/model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, test),
            measured = await CliRun.OfAsync("evaluate", model, records),
            described = await CliRun.OfAsync("describe", model),
            exported = await CliRun.OfAsync("export", "onnx", model, "--out", folder.File("onnx"));
        Assert.Equal((0, 0, 0), (predicted.ExitCode, measured.ExitCode, described.ExitCode));
        Assert.Equal(string.Join('\n', rows) + "\n", predicted.Out);
        Assert.Contains("lives above 30 are predicted as 30", described.Out, StringComparison.Ordinal);
        Assert.Equal(0, exported.ExitCode);
    }

    [Theory]
    [InlineData("--lives are the lives of the units of --test: pass both.", "--lives", "lives.txt")]
    [InlineData("has no column 'engin'", "--id", "engin")]
    [InlineData("--ensemble must be 1…20, but is 0.", "--ensemble", "0")]
    [InlineData("failed; at least 5 must.", "--test-share", "0.5")]
    public async Task WhatDoesNotFit_IsRefusedInOneSentence(string said, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string records = folder.Write("records.txt", Records(6, whole: true));
        CliRun run = await CliRun.OfAsync(["life", records, "--out", folder.File("out"), .. options]);

        Assert.Contains(said, run.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    /// <summary>Units of 40 cycles, or the first 20 of them: heat rises to the end.</summary>
    private static string Records(int units, bool whole) => string.Concat(
        from unit in Enumerable.Range(1, units)
        from cycle in Enumerable.Range(1, whole ? 40 : 20)
        select FormattableString.Invariant($"{unit} {cycle} {20 + cycle + (unit * cycle % 3)} {cycle % 4}\n"));
}
