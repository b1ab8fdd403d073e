namespace Carousel.Cli.Tests;

/// <summary><c>carousel tag</c> from a file to answers, and without a file.</summary>
public sealed class TagTests
{
    private static readonly string[] _small =
    [
        "--hidden", "16", "--word-size", "12", "--character-hidden", "8", "--epochs", "6", "--batch", "8",
        "--learning-rate", "0.02", "--threads", "1",
    ];

    [Fact]
    public async Task Tag_LeavesModelReportAndAnswers_AndTheModelIsApplied()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(
            "data.conll",
            string.Concat(Enumerable.Repeat("la\tD\nkato\tN\nvidas\tV\n\nkato\tN\namas\tV\nla\tD\nhundo\tN\n\n", 40)));
        CliRun run = await CliRun.OfAsync(["tag", data, .. _small, "--json", "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("labels     N, ", run.Error, StringComparison.Ordinal);
        Assert.Contains("most frequent label", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"task\":\"tag\"", run.LastLine, StringComparison.Ordinal);
        string[] files = ["metrics.jsonl", "model.safetensors", "report.html", "run.json", "test.conll"];
        Assert.Equal(
            files.Select(f => folder.File($"out/{f}")),
            folder.Entries().Where(e => e.Contains("out/", StringComparison.Ordinal)));

        string model = folder.File("out/model.safetensors");
        CliRun predicted = await CliRun.OfAsync("predict", model, "--text", "la hundo vidas");
        Assert.Equal((0, "la\tD\nhundo\tN\nvidas\tV\n\n"), (predicted.ExitCode, predicted.Out));
        Assert.Equal(
            predicted.Out,
            (await CliRun.WithInputAsync("la\nhundo\nvidas\n", "predict", model)).Out.Replace(
                "\n\n", "\n", StringComparison.Ordinal) + "\n");
        CliRun evaluated = await CliRun.OfAsync("evaluate", model, data);
        Assert.Equal(0, evaluated.ExitCode);
        Assert.Contains("of 32 tokens get the right label", evaluated.Out, StringComparison.Ordinal);
        CliRun one = await CliRun.OfAsync("evaluate", model, folder.Write("one.conll", "la\tD\n"));
        Assert.Contains("of 1 token gets the right label", one.Out, StringComparison.Ordinal);
        Assert.Contains("learned from", (await CliRun.OfAsync("describe", model)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_KeepsACheckpoint_AndResumeEndsWithTheSameModel()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(
            "data.conll",
            string.Concat(Enumerable.Repeat("la\tD\nkato\tN\nvidas\tV\n\nkato\tN\namas\tV\nla\tD\nhundo\tN\n\n", 40)));
        Assert.Equal(0, (await CliRun.OfAsync(["tag", data, .. _small, "--out", folder.File("whole")])).ExitCode);
        string[] run = ["tag", data, .. _small, "--out", folder.File("stopped")];
        Assert.Equal(130, (await CliRun.StoppedAtAsync("epoch 2/", run)).ExitCode);
        Assert.Equal(0, (await CliRun.OfAsync([.. run, "--resume"])).ExitCode);
        Assert.Equal(
            await File.ReadAllBytesAsync(folder.File("whole/model.safetensors"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(
                folder.File("stopped/model.safetensors"), TestContext.Current.CancellationToken));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Tag_WithoutAFile_BeatsEachWordsMostFrequentLabel()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("tag", "--out", folder.File("out"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("No better", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"9\d\.\d\d % of [\d,]+ tokens get the right label", run.Out);
    }
}
