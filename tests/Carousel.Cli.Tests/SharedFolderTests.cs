using System.Globalization;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

/// <summary>
/// Runs in separate processes that share one folder: at the same time, or after one was killed.
/// </summary>
public sealed class SharedFolderTests
{
    private const int LongRows = 6000;

    // With as many rows long enough that the second of two runs finds the first at work, and a signal does too.
    private static readonly string[] _long =
    [
        "--target", "value", "--hidden", "64", "--layers", "2", "--epochs", "100", "--horizon", "3", "--lookback", "14",
        "--batch", "3", "--learning-rate", "0.0003", "--ensemble", "1", "--threads", "1",
    ];

    [Fact]
    public Task TwoRuns_LeaveTheModelOfOne_AndTheOtherIsRefused() => MeetAsync(pairs: 1);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task TwoRuns_LeaveTheModelOfOne_WheneverTheyStart() => MeetAsync(pairs: 20);

    [Fact]
    public Task KilledRun_LeavesNothing_WhenTheNextHasEnded() => KillAsync(times: 5);

    [Fact]
    [Trait("Speed", "Slow")]
    public Task KilledRun_LeavesNothing_WheneverItIsKilled() => KillAsync(times: 100);

    [Fact]
    public async Task Run_GoesOn_WhereItWasStartedWithInterruptsIgnored_AndStopsWhenItIsTerminated()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var folder = new TemporaryFolder();
        folder.Write("data.csv", LongSeries());
        using CliProcess process = CliProcess.StartInShell(
            folder.Path, "trap '' INT; exec \"$@\"", ["forecast", "data.csv", .. _long, "--out", "out"]);
        await process.WaitForAsync("epoch 1/");
        process.Send(CliProcess.Interrupt);
        await process.WaitForAsync("epoch 3/");
        Assert.DoesNotContain("stopping", process.Error, StringComparison.Ordinal);

        process.Send(CliProcess.Terminate);

        Assert.Equal(130, (await process.EndAsync()).ExitCode);
        Assert.Contains("stopping after this step", process.Error, StringComparison.Ordinal);
    }

    private static async Task MeetAsync(int pairs)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        var random = new Random(19);
        for (int pair = 0; pair < pairs; pair++)
        {
            using var folder = new TemporaryFolder();
            folder.Write("data.csv", LongSeries());
            string[] words = ["forecast", "data.csv", .. _long, "--out", "out"];
            using CliProcess first = CliProcess.Start(folder.Path, words);
            await Task.Delay(random.Next(500), TestContext.Current.CancellationToken);
            using CliProcess second = CliProcess.Start(folder.Path, words);
            Task<CliRun> firstEnd = first.EndAsync(), secondEnd = second.EndAsync();
            bool isSecond = await Task.WhenAny(firstEnd, secondEnd) == secondEnd;
            (CliProcess goesOn, Task<CliRun> end) = isSecond ? (first, firstEnd) : (second, secondEnd);
            CliRun refused = await (isSecond ? secondEnd : firstEnd);
            Assert.Equal(
                $"Another run, process {goesOn.Id}, writes to out. Wait until it has ended, or name another folder "
                + $"with --out.",
                refused.RequireOneSentence());
            await goesOn.WaitForAsync("epoch 2/");
            await goesOn.InterruptAsync();
            Assert.Equal(130, (await end).ExitCode);
            Assert.Equal(
                ["checkpoint.safetensors", "metrics.jsonl", "model.safetensors", "run.json"],
                Names(folder.File("out")));
        }
    }

    private static async Task KillAsync(int times)
    {
        using TemporaryFolder folder = WithData();
        string[] clean = await RunAsync(folder, "clean");
        using CliProcess whole = Start(folder, "timed");
        long begun = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, (await whole.EndAsync()).ExitCode);
        TimeSpan length = TimeProvider.System.GetElapsedTime(begun);
        var random = new Random(19);
        for (int i = 0; i < times; i++)
        {
            // Every second time near the end, where the files are written.
            double share = i % 2 == 0 ? random.NextDouble() : 1 - (0.3 * random.NextDouble());
            using CliProcess killed = Start(folder, "out");
            await Task.Delay(length * share, TestContext.Current.CancellationToken);
            await killed.KillAsync();
            string[] left = Names(folder.File("out")), then = await RunAsync(folder, "out");
            Assert.True(
                clean.AsSpan().SequenceEqual(then),
                $"Killed after {share:P0} with {string.Join(", ", left)}, the next run "
                + $"left {string.Join(", ", then)}.");
        }
    }

    private static CliProcess Start(TemporaryFolder folder, string output) =>
        CliProcess.Start(folder.Path, ["forecast", "data.csv", .. DataVerb.Tiny, "--out", output, "--quiet"]);

    private static async Task<string[]> RunAsync(TemporaryFolder folder, string output)
    {
        // A run that was killed after its first checkpoint is not discarded unasked.
        string data = folder.File("data.csv");
        CliRun run = await CliRun.OfAsync(
            ["forecast", data, .. DataVerb.Tiny, "--out", folder.File(output), "--quiet", "--overwrite"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return Names(folder.File(output));
    }

    private static string LongSeries() => "date,value\n" + string.Concat(Enumerable.Range(0, LongRows).Select(row =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2000, 1, 1).AddDays(row):yyyy-MM-dd},{DataCase.Value(row)}\n")));

    private static TemporaryFolder WithData()
    {
        var folder = new TemporaryFolder();
        folder.Write("data.csv", DataCase.Good());
        return folder;
    }

    private static string[] Names(string folder) =>
        !Directory.Exists(folder) ? []
        : [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(f => f.Name).Order(StringComparer.Ordinal)];
}
