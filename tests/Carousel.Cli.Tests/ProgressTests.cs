using System.Text.Json;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

/// <summary><c>--progress json</c>: what a program hears of a training.</summary>
public sealed class ProgressTests
{
    private static readonly string[] _tiny =
    [
        "--target", "value", "--hidden", "4", "--epochs", "3", "--horizon", "2", "--lookback", "7", "--ensemble", "1",
        "--threads", "1", "--progress", "json",
    ];

    [Fact]
    public async Task EachLine_IsAnObject_FromTheFactsToTheResult()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(["forecast", Data(folder), .. _tiny, "--out", folder.File("out")]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement[] events = [.. run.Error.TrimEnd('\n').Split('\n').Select(Parse)];
        string[] kinds = [.. events.Select(KindOf)];
        Assert.Equal(["facts", "memory", "begin", "baseline"], kinds[..4]);
        Assert.Equal("result", kinds[^1]);
        Assert.Equal(
            [1, 2, 3],
            events.Where(e => KindOf(e) == "epoch").Take(3).Select(e => e.GetProperty("epoch").GetInt32()));
        JsonElement progress = events.First(e => KindOf(e) == "progress");
        Assert.True(progress.GetProperty("bytes").GetInt64() > 0);
        JsonElement result = events[^1].GetProperty("result");
        Assert.Contains(result.GetProperty("sentence").GetString()!, run.Out, StringComparison.Ordinal);

        // What only tells has no part in the command that makes it again.
        Assert.DoesNotContain("--progress", File.ReadAllText(folder.File("out/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telling_ChangesNoBitOfTheModel()
    {
        using var folder = new TemporaryFolder();
        string data = Data(folder);
        await CliRun.OfAsync(["forecast", data, .. _tiny, "--out", folder.File("told")]);
        await CliRun.OfAsync(["forecast", data, .. _tiny[..^2], "--quiet", "--out", folder.File("quiet")]);
        Assert.Equal(
            File.ReadAllBytes(folder.File("quiet/model.safetensors")),
            File.ReadAllBytes(folder.File("told/model.safetensors")));
    }

    [Fact]
    public async Task BaselinesLine_IsTheScoreOfTheRegression_NotOfAnUntrainedNetwork()
    {
        using var folder = new TemporaryFolder();

        // A week that repeats itself: the regression knows it to the last digit, an interval of any width would cost.
        string data = folder.Write(
            "data.csv",
            "day,value\n" + string.Concat(Enumerable.Range(0, 90).Select(
                d => $"{new DateTime(2024, 1, 1).AddDays(d):yyyy-MM-dd},{10 + (d % 7)}\n")));
        CliRun run = await CliRun.OfAsync(["forecast", data, .. _tiny, "--out", folder.File("out")]);
        JsonElement baseline = run.Error.Split('\n').Select(Parse).First(e => KindOf(e) == "baseline");
        Assert.Equal("ridge regression", baseline.GetProperty("name").GetString());
        Assert.InRange(baseline.GetProperty("validation").GetDouble(), 0, 0.05);
    }

    /// <summary>A job, its file, the simple method, and its score by hand.</summary>
    public static TheoryData<string, string, string, string, double> Baselines => new()
    {
        // Every word has one label; two classes are equally many; a channel is ±1, its quartiles 2 apart.
        { "tag", "data.conll", JobCases.Sentences(40), "each word's most frequent label", 0 },
        { "classify", "data.tsv", JobCases.Texts(20), "frequencies of the classes", Math.Log(2) },
        { "anomaly", "data.csv", Level(80), "the value before", NatsOfStep(4 * Math.Asinh(1.349 / 4)) },
    };

    [Theory]
    [MemberData(nameof(Baselines))]
    public async Task BaselineOfAnotherJob_IsToldBeforeTheFirstEpoch_AndChangesNoBit(
        string job, string name, string text, string baseline, double score)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write(name, text);
        string[] tiny = ["--hidden", "4", "--epochs", "2", "--threads", "1"];
        CliRun run = await CliRun.OfAsync(
            [job, data, .. tiny, "--progress", "json", "--out", folder.File("told")]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement[] events = [.. run.Error.TrimEnd('\n').Split('\n').Select(Parse)];
        string[] kinds = [.. events.Select(KindOf)];
        int at = Array.IndexOf(kinds, "baseline");
        Assert.InRange(at, Array.IndexOf(kinds, "begin"), Array.IndexOf(kinds, "epoch"));
        Assert.Equal(baseline, events[at].GetProperty("name").GetString());
        Assert.Equal(score, events[at].GetProperty("validation").GetDouble(), tolerance: 0.01);

        await CliRun.OfAsync([job, data, .. tiny, "--quiet", "--out", folder.File("quiet")]);
        Assert.Equal(
            File.ReadAllBytes(folder.File("quiet/model.safetensors")),
            File.ReadAllBytes(folder.File("told/model.safetensors")));
    }

    // Of errors of one size under a Student t distribution of three degrees of freedom and the scale √2.
    private static double NatsOfStep(double error) =>
        Math.Log(Math.PI * Math.Sqrt(1.5)) + (2 * Math.Log(1 + (error * error / 6)));

    private static string Level(int rows) => "time,load\n" + string.Concat(Enumerable.Range(0, rows).Select(
        r => $"{new DateTime(2024, 1, 1).AddMinutes(r):yyyy-MM-dd HH:mm},{(r % 2 == 0 ? 1 : -1)}\n"));

    private static string KindOf(JsonElement one) => one.GetProperty("kind").GetString()!;

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static string Data(TemporaryFolder folder) => folder.Write(
        "data.csv",
        "day,value\n" + string.Concat(Enumerable.Range(0, 80).Select(
            d => $"{new DateTime(2024, 1, 1).AddDays(d):yyyy-MM-dd},{10 + (d % 7) + (d * 7919 % 13 / 4.0)}\n")));
}
