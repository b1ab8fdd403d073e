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
        ["anomaly", "data.csv", "--stream"],
        ["laboratory", "temporal-order", "--row", "lstm", "--trials", "1"]);

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
        string line = Assert.Single(run.Error.Split('\n'), l => l.Contains("begins anew", StringComparison.Ordinal));
        Assert.EndsWith($" No stopped run is in {output}, so this one begins anew.", line, StringComparison.Ordinal);
    }
}
