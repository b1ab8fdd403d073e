namespace Carousel.Cli.Tests;

/// <summary>carousel anomaly --learn 0: a search without training.</summary>
public sealed class UntrainedAnomalyTests
{
    [Fact]
    public async Task File_IsSearched_WithTablesAndAReport_AndNoModel()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("waves.csv", Waves()), output = folder.File("out");

        CliRun run = await CliRun.OfAsync(
            "anomaly", data, "--learn", "0", "--rate", "0.001", "--out", output, "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("none is trained", run.Error, StringComparison.Ordinal);
        Assert.Contains("the 5,000 rows before and after them", run.Out, StringComparison.Ordinal);
        Assert.Contains("value, hold and shape", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"channels\":[\"load\"]", run.LastLine, StringComparison.Ordinal);
        Assert.Contains("{\"name\":\"threshold\",", run.LastLine, StringComparison.Ordinal);
        Assert.Equal(
            ["changes.csv", "contributions.csv", "incidents.csv", "report.html", "scores.csv"],
            Directory.GetFiles(output).Select(Path.GetFileName).Where(f => !f!.StartsWith('.')).Order());
        Assert.Contains(
            "most similar stretch",
            await File.ReadAllTextAsync(Path.Combine(output, "report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--resume", "--resume")]
    [InlineData("--epochs", "--epochs", "8")]
    [InlineData("--hidden, --epochs", "--epochs", "8", "--hidden", "4")]
    public async Task OptionsOfTheTraining_AreRefusedTogether(string named, params string[] options) => Assert.Equal(
        $"--learn 0 trains nothing: leave out {named}.",
        (await CliRun.OfAsync(["anomaly", "--learn", "0", .. options])).RequireOneSentence());

    [Fact]
    public async Task FolderWithAModel_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", "a model");

        Assert.Contains(
            "contains a model",
            (await CliRun.OfAsync("anomaly", folder.Write("waves.csv", Waves()), "--learn", "0", "--out", folder.Path))
            .RequireOneSentence(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("report.html")));
    }

    /// <summary>A wave of 24 rows with noise from a formula; 12 rows stand still.</summary>
    private static string Waves() => "load\n" + string.Join('\n', Enumerable.Range(0, 1000).Select(
        r => r is >= 750 and < 762 ? "8" : FormattableString.Invariant(
            $"{(10 * Math.Sin(2 * Math.PI * r / 24)) + Math.Sin(r * r * 0.7):0.###}")));
}
