using System.Globalization;
using System.Text;
using Carousel.Cli.Tests.BadInput;

namespace Carousel.Cli.Tests;

/// <summary>A run that is stopped in a separate process, gently or not, and resumes to the same bytes.</summary>
[Trait("Speed", "Slow")]
public sealed class StopAndResumeTests(StopAndResumeTests.WholeRun whole) : IClassFixture<StopAndResumeTests.WholeRun>
{
    // Long enough that a signal meets it on its way and that a checkpoint is written before the end.
    private static readonly string[] _training =
    [
        "--target", "value", "--hidden", "64", "--layers", "2", "--epochs", "100", "--horizon", "3", "--lookback", "14",
        "--batch", "3",
        "--learning-rate", "0.0003", "--ensemble", "1", "--threads", "1",
    ];

    [Theory]
    [InlineData(CliProcess.Interrupt)]
    [InlineData(CliProcess.Terminate)]
    [InlineData(CliProcess.HangUp)]
    public async Task Signal_KeepsTheBestModel_AndResumeEndsWithTheSameBytes(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using TemporaryFolder folder = WithData();
        using CliProcess process = CliProcess.Start(
            folder.Path, ["forecast", "data.csv", .. _training, "--out", "stopped"]);
        await process.WaitForAsync("epoch 3/");
        process.Send(signal);
        CliRun stopped = await process.EndAsync();
        Assert.Equal(130, stopped.ExitCode);
        Assert.Matches(
            @"  stopping after this step … kept the best model so far \(epoch \d+, validation [\d.]+\) and a "
            + @"checkpoint\. To continue: the same command with --resume\.\n$", stopped.Error);
        Assert.Equal(0, (await CliProcess.RunAsync(folder.Path, "describe", "stopped/model.safetensors")).ExitCode);
        await RequireSameAfterResumeAsync(folder);
    }

    [Fact]
    public async Task Kill_LosesLittle_AndResumeEndsWithTheSameBytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using TemporaryFolder folder = WithData();
        using CliProcess process = CliProcess.Start(
            folder.Path, ["forecast", "data.csv", .. _training, "--out", "stopped", "--quiet"]);
        await process.WaitForFileAsync(folder.File("stopped/checkpoint.safetensors"));
        process.Send(CliProcess.Kill);
        Assert.NotEqual(0, (await process.EndAsync()).ExitCode);
        await RequireSameAfterResumeAsync(folder);
    }

    [Fact]
    public async Task Checkpoint_IsRefused_WhenSettingsOrDataDiffer()
    {
        using TemporaryFolder folder = WithData();
        string[] run = ["forecast", folder.File("data.csv"), .. _training, "--out", folder.File("stopped")];
        CliRun stopped = await CliRun.StoppedAtAsync("epoch 2/", run);
        Assert.True(stopped.ExitCode == 130, stopped.Error);
        IReadOnlyList<string> before = folder.Entries();
        foreach (string[] other in (string[][])[
            ["--seed", "2"], ["--dropout", "0.3"], ["--optimizer", "sgd"],
        ])
        {
            string sentence = (await CliRun.OfAsync([.. run, .. other, "--resume"])).RequireOneSentence();
            Assert.Contains("checkpoint", sentence, StringComparison.Ordinal);
        }

        folder.Write("data.csv", Series(rows: 401));
        Assert.Contains(
            "checkpoint", (await CliRun.OfAsync([.. run, "--resume"])).RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(before, folder.Entries());
    }

    private static TemporaryFolder WithData()
    {
        var folder = new TemporaryFolder();
        folder.Write("data.csv", Series(rows: 400));
        return folder;
    }

    private static string Series(int rows)
    {
        var text = new StringBuilder("date,value\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2020, 1, 1).AddDays(row):yyyy-MM-dd},{DataCase.Value(row)}\n");
        }

        return text.ToString();
    }

    private async Task RequireSameAfterResumeAsync(TemporaryFolder folder)
    {
        CliRun resumed = await CliProcess.RunAsync(
            folder.Path, ["forecast", "data.csv", .. _training, "--out", "stopped", "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("resumed at epoch ", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(
            whole.Model,
            await File.ReadAllBytesAsync(
                folder.File("stopped/model.safetensors"), TestContext.Current.CancellationToken));
        Assert.True(File.Exists(folder.File("stopped/report.html")));
    }

    /// <summary>The same training without a stop, made once.</summary>
    public sealed class WholeRun : IAsyncLifetime
    {
        /// <summary>The bytes of its model file.</summary>
        public byte[] Model { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            using TemporaryFolder folder = WithData();
            CliRun run = await CliRun.OfAsync(
                ["forecast", folder.File("data.csv"), .. _training, "--out", folder.File("whole")]);
            Assert.True(run.ExitCode == 0, run.Error);
            Model = await File.ReadAllBytesAsync(folder.File("whole/model.safetensors"));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
