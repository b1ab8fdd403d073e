using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

/// <summary>Standard output that fails: the files become whole, and the error is reported.</summary>
public sealed class StandardOutputTests
{
    private static readonly string[] _files =
    [
        "backtest.csv", "forecast.csv", "latest.safetensors", "metrics.jsonl", "model.safetensors",
        "report.html", "run.json",
    ];

    [Fact]
    public async Task Closed_IsSaid_AndTheFilesAreWhole()
    {
        using TemporaryFolder folder = WithData();
        CliRun run = await RunAsync(folder, "exec \"$@\" >&-");
        Assert.Equal(
            "Standard output is closed: its text is lost. Files that were written are complete.",
            run.RequireOneSentence(exitCode: 1));
        RequireFiles(folder);
    }

    [Fact]
    public async Task Reader_ThatHasReadEnough_TakesNothingFromTheFiles()
    {
        using TemporaryFolder folder = WithData();
        CliRun run = await RunAsync(folder, "{ \"$@\"; echo $? > code; } | head -1");
        Assert.Equal("", run.Error);
        Assert.Single(run.Out.TrimEnd('\n').Split('\n'));
        Assert.Equal("0\n", await File.ReadAllTextAsync(folder.File("code"), TestContext.Current.CancellationToken));
        RequireFiles(folder);
    }

    [Fact]
    public async Task FullDisk_IsSaid()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        using var folder = new TemporaryFolder();
        using CliProcess process = CliProcess.StartInShell(folder.Path, "exec \"$@\" > /dev/full", "--help");
        string sentence = (await process.EndAsync()).RequireOneSentence(exitCode: 1);
        Assert.StartsWith(
            "Standard output can't be written (No space left on device): ", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClosedError_LosesNothingElse()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh.");
        using var folder = new TemporaryFolder();
        using CliProcess process = CliProcess.StartInShell(folder.Path, "exec \"$@\" 2>&-", "forecast", "missing.csv");
        CliRun run = await process.EndAsync();
        Assert.Equal((2, "", ""), (run.ExitCode, run.Out, run.Error));
    }

    private static TemporaryFolder WithData()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh.");
        var folder = new TemporaryFolder();
        folder.Write("data.csv", DataCase.Good());
        return folder;
    }

    private static async Task<CliRun> RunAsync(TemporaryFolder folder, string script)
    {
        string[] words = ["forecast", "data.csv", .. DataVerb.Tiny, "--out", "out", "--quiet"];
        using CliProcess process = CliProcess.StartInShell(folder.Path, script, words);
        return await process.EndAsync();
    }

    private static void RequireFiles(TemporaryFolder folder) =>
        Assert.Equal(
            _files,
            Directory.EnumerateFileSystemEntries(folder.File("out")).Select(f => Path.GetFileName(f))
                .Order(StringComparer.Ordinal));
}
