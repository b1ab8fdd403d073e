using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

/// <summary><c>--resume</c> where nothing was stopped: a script can always pass it.</summary>
public sealed class ResumeTests
{
    public static TheoryData<string[]> Verbs => new(
        ["forecast", "data.csv", .. DataVerb.Tiny],
        [
            "tune", "forecast", "data.csv", "--trials", "1", "--search", "hidden=4,5", "--epochs", "1",
            "--", "--target", "value", "--layers", "1", "--horizon", "3", "--lookback", "6",
        ],
        ["anomaly", "data.csv", "--stream"]);

    [Fact]
    public async Task Tune_DoesNotDiscardTrials_Unasked()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out");
        string[] command =
        [
            "tune", "forecast", folder.Write("data.csv", DataCase.Good()), "--trials", "1", "--search", "hidden=4,5",
            "--epochs", "1", "--quiet", "--out", output,
        ];
        string[] fixedOptions = ["--", "--target", "value", "--layers", "1", "--horizon", "3", "--lookback", "6"];
        Assert.Equal(0, (await CliRun.OfAsync([.. command, .. fixedOptions])).ExitCode);
        string trials = File.ReadAllText(Path.Combine(output, "trials.jsonl"));

        // A whole search makes room, as any whole run does; one without its report was stopped.
        Assert.Equal(0, (await CliRun.OfAsync([.. command, .. fixedOptions])).ExitCode);
        File.Delete(Path.Combine(output, "report.html"));
        Assert.Equal(
            $"{output} contains the log of finished trials of an earlier run. This run would delete it. "
            + "Pass --resume to continue from it, or name another folder with --out.",
            (await CliRun.OfAsync([.. command, "--seed", "2", .. fixedOptions])).RequireOneSentence());
        Assert.Equal(trials, File.ReadAllText(Path.Combine(output, "trials.jsonl")));
        Assert.Equal(0, (await CliRun.OfAsync([.. command, "--resume", .. fixedOptions])).ExitCode);
        Assert.Equal(trials, File.ReadAllText(Path.Combine(output, "trials.jsonl")));
        Assert.True(File.Exists(Path.Combine(output, "report.html")));
    }

    [Fact]
    public async Task AStreamThatLearns_IsNotDiscardedUnasked()
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out");
        string[] command = ["anomaly", folder.Write("data.csv", DataCase.Good()), "--stream", "--out", output];
        Assert.Equal(0, (await CliRun.OfAsync(command)).ExitCode);
        string checkpoint = Assert.Single(
            folder.Entries(), e => e.EndsWith(".safetensors", StringComparison.Ordinal));
        byte[] kept = File.ReadAllBytes(checkpoint);
        Assert.Equal(
            $"{output} contains the saved state of an earlier stream. This run would delete it. "
            + "Pass --resume to continue from it, or pass --overwrite to begin again.",
            (await CliRun.OfAsync(command)).RequireOneSentence());
        Assert.Equal(kept, File.ReadAllBytes(checkpoint));
        Assert.Equal(0, (await CliRun.OfAsync([.. command, "--overwrite"])).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Resume_BeginsAnew_AndSaysSo_WhenThereIsNothingToGoOnWith(string[] words)
    {
        using var folder = new TemporaryFolder();
        folder.Write("data.csv", DataCase.Good());
        int options = Array.IndexOf(words, "--") is > 0 and var found ? found : words.Length;
        string output = folder.File("out");
        string[] before = [.. words[..options].Select(w => w == "data.csv" ? folder.File(w) : w)];
        string[] command = [.. before, "--out", output, "--resume", .. words[options..]];
        CliRun run = await CliRun.OfAsync(command);
        Assert.True(run.ExitCode == 0, run.Error);
        string line = Assert.Single(run.Error.Split('\n'), l => l.Contains("no stopped run", StringComparison.Ordinal));
        Assert.EndsWith(
            $" {output} contains no stopped run, so a new run begins.", line, StringComparison.Ordinal);
    }
}
