using System.Globalization;
using System.Text.Json;

namespace Carousel.Cli.Tests.Ranks;

/// <summary>
/// Jobs whose batches can be cut: the course of a training is that of whole batches, within rounding.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ShardTests
{
    [Theory]
    [InlineData("language", "text.txt", "--batch", "8", "--baseline", "none", "--dropout", "0.2")]
    [InlineData("survive")]
    [InlineData("anomaly", "channels.csv", "--batch", "4", "--window", "20")]
    [InlineData("video", "--mode", "action")]
    [InlineData("write", "--mode", "classify")]
    [InlineData("transcribe")]
    public async Task ACutBatch_HasTheLossAndGradientOfTheWhole(string verb, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        RankData.Write(folder);
        (double Loss, double Norm)[] whole = await CourseAsync(folder, [verb, .. arguments], shards: 1);
        (double Loss, double Norm)[] cut = await CourseAsync(folder, [verb, .. arguments], shards: 3);

        Assert.NotEmpty(whole);
        Assert.Equal(whole.Length, cut.Length);

        // Later steps go apart as their roundings add up.
        for (int step = 0; step < Math.Min(2, whole.Length); step++)
        {
            Assert.Equal(1, cut[step].Loss / whole[step].Loss, 1e-4);
            Assert.Equal(1, cut[step].Norm / whole[step].Norm, 1e-3);
        }
    }

    [Theory]
    [InlineData("--shards is 9, but a batch has 8 samples: take fewer shards or a larger --batch.", "9")]
    [InlineData("--shards must be 1…4096, but is 0.", "0")]
    public async Task Shards_AreRefused_ThatABatchDoesNotHave(string sentence, string shards)
    {
        using var folder = new TemporaryFolder();
        RankData.Write(folder);

        CliRun run = await CliRun.OfAsync(
            "language", folder.File("text.txt"), "--batch", "8", "--out", folder.File("out"), "--shards", shards,
            "--quiet");

        Assert.Equal((2, sentence), (run.ExitCode, run.RequireOneSentence()));
    }

    [Fact]
    public async Task Shards_AreRefused_WhereAJobCanNotBeCut()
    {
        using var folder = new TemporaryFolder();

        CliRun run = await CliRun.OfAsync("forecast", "--out", folder.File("out"), "--shards", "2", "--quiet");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(
            "--shards and ranks are for networks whose batches can be cut, which this job's can't: leave both out.",
            run.RequireOneSentence());
    }

    [Fact]
    public async Task Ranks_AreRefused_WithoutALauncher()
    {
        using var folder = new TemporaryFolder();
        RankData.Write(folder);

        CliRun run = await CliRun.OfAsync("language", folder.File("text.txt"), "--out", folder.File("out"), "--ranks");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("mpirun -n 4 carousel", run.RequireOneSentence(), StringComparison.Ordinal);
    }

    private static async Task<(double Loss, double Norm)[]> CourseAsync(
        TemporaryFolder folder, string[] arguments, int shards)
    {
        string output = folder.File($"out{shards}");
        CliRun run = await CliProcess.RunAsync(
            folder.Path,
            [
                .. arguments, "--hidden", "8", "--epochs", "1", "--threads", "1", "--quiet", "--out", output,
                "--shards", shards.ToString(CultureInfo.InvariantCulture),
            ]);
        Assert.True(run.ExitCode == 0, run.Error);
        return
        [
            .. from line in File.ReadLines(Path.Combine(output, "metrics.jsonl"))
               let entry = JsonDocument.Parse(line).RootElement
               where entry.GetProperty("kind").GetString() == "step"
               select (entry.GetProperty("loss").GetDouble(), entry.GetProperty("gradient_norm").GetDouble()),
        ];
    }
}
