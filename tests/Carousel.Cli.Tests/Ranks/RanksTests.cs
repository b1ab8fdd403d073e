using System.Globalization;
using Carousel.Testing;

namespace Carousel.Cli.Tests.Ranks;

/// <summary>One model over processes that mpirun starts.</summary>
[Trait("Speed", "Slow")]
public sealed class RanksTests : IDisposable
{
    private const string Mpirun =
        "mpirun --oversubscribe --allow-run-as-root -n ";

    private readonly TemporaryFolder _folder = new();

    public RanksTests()
    {
        string[] paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Needed.Require(
            OperatingSystem.IsLinux() && paths.Any(path => File.Exists(Path.Combine(path, "mpirun"))),
            "mpirun is missing. Install Open MPI (Debian: openmpi-bin, libopenmpi3).");
        RankData.Write(_folder);
    }

    private static string[] Language { get; } =
        ["language", "text.txt", "--hidden", "96", "--batch", "8", "--baseline", "none", "--shards", "4"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("language", "text.txt", "--hidden", "16", "--batch", "8", "--dropout", "0.2")]
    [InlineData("anomaly", "channels.csv", "--hidden", "8", "--batch", "16")]
    public async Task TheModelFile_IsTheSame_ForAnyNumberOfRanks(params string[] arguments)
    {
        string[] fit = [.. arguments, "--epochs", "2", "--shards", "4", "--quiet", "--out"];
        CliRun alone = await CliProcess.RunAsync(_folder.Path, [.. fit, "alone"]);
        Assert.True(alone.ExitCode == 0, alone.Error);
        byte[] expected = Model("alone");
        foreach (int ranks in (int[])[1, 2, 3, 4])
        {
            CliRun run = await RunAsync(ranks, [.. fit, $"ranks{ranks}", "--ranks"]);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Equal(expected, Model($"ranks{ranks}"));
        }
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(2, 4)]
    [InlineData(2, 1)]
    public async Task AStoppedRun_KeepsItsCheckpoint_AndGoesOnOnOtherRanks(int before, int after)
    {
        string[] fit = [.. Language, "--epochs", "15", "--out"];
        CliRun alone = await CliProcess.RunAsync(_folder.Path, [.. fit, "alone", "--quiet"]);
        Assert.True(alone.ExitCode == 0, alone.Error);
        using (CliProcess process = Start(before, [.. fit, "stopped", "--ranks"]))
        {
            await process.WaitForFileAsync(_folder.File("stopped/checkpoint.safetensors"));
            process.Send(CliProcess.Interrupt);
            CliRun stopped = await process.EndAsync();
            Assert.NotEqual(0, stopped.ExitCode);
        }

        Assert.True(File.Exists(_folder.File("stopped/checkpoint.safetensors")));
        CliRun resumed = await RunAsync(after, [.. fit, "stopped", "--quiet", "--resume", "--ranks"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(Model("alone"), Model("stopped"));
    }

    [Fact]
    public async Task ARankThatDies_EndsTheOthersWithOneSentence()
    {
        string[] fit = [.. Language, "--epochs", "10000", "--quiet", "--out", "out", "--ranks"];
        using CliProcess process = CliProcess.StartInShell(
            _folder.Path, Mpirun + "3 sh -c 'echo $$ > pid.$OMPI_COMM_WORLD_RANK; exec \"$@\"' sh \"$@\"", fit);
        await process.WaitForFileAsync(_folder.File("out/checkpoint.safetensors"));
        int pid = int.Parse(
            await File.ReadAllTextAsync(_folder.File("pid.1"), TestContext.Current.CancellationToken),
            CultureInfo.InvariantCulture);
        using (var rank = System.Diagnostics.Process.GetProcessById(pid))
        {
            rank.Kill();
        }

        CliRun run = await process.EndAsync();

        Assert.NotEqual(0, run.ExitCode);
        Assert.Single(
            run.Error.Split('\n'),
            line => line.EndsWith(
                "Another rank has ended, so this one ends as well. To continue from the last checkpoint: the same "
                + "command with --resume.", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder.File("out/checkpoint.safetensors")));
    }

    [Theory]
    [InlineData(
        "There are 3 ranks, but --shards is 2 and each rank needs one: start fewer ranks, or pass --shards 3 or more.",
        "language", "text.txt", "--shards", "2")]
    [InlineData(
        "There are 3 ranks, but --shards is 1 and each rank needs one: start fewer ranks, or pass --shards 3 or more.",
        "language", "text.txt")]
    [InlineData(
        "--shards and ranks are for networks whose batches can be cut, which this job's can't: leave both out.",
        "forecast", "--shards", "3")]
    [InlineData("missing.txt does not exist. Check the path.", "language", "missing.txt", "--shards", "3")]
    public async Task AMistake_IsOneSentence(string sentence, params string[] arguments)
    {
        CliRun run = await RunAsync(3, [.. arguments, "--out", "out", "--quiet", "--ranks"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.EndsWith(sentence, StringComparison.Ordinal));
    }

    private byte[] Model(string folder) => File.ReadAllBytes(_folder.File($"{folder}/model.safetensors"));

    private async Task<CliRun> RunAsync(int ranks, string[] arguments)
    {
        using CliProcess process = Start(ranks, arguments);
        return await process.EndAsync();
    }

    private CliProcess Start(int ranks, string[] arguments) => CliProcess.StartInShell(
        _folder.Path, string.Create(CultureInfo.InvariantCulture, $"exec {Mpirun}{ranks} \"$@\""), arguments);
}
