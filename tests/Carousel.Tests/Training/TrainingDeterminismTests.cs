using System.Diagnostics;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tests.Storage;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>A recurrent model through the whole trainer: equal bits, exact resume.</summary>
public sealed class TrainingDeterminismTests : IDisposable
{
    private const string ModelVariable = "CAROUSEL_TEST_MODEL";
    private const string CheckpointVariable = "CAROUSEL_TEST_CHECKPOINT";

    private static readonly TrainerOptions _options = new()
    {
        Epochs = 6,
        LearningRate = 0.01,
        AccumulatedBatches = 2,
        CheckpointSeconds = 0,
    };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_GivesTheSameModelFile_ForAnyNumberOfThreads()
    {
        byte[] expected = Run(threads: 1);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            Assert.Equal(expected, Run(threads));
        }
    }

    [Fact]
    public void Fit_GivesAModelFile_ThatAnotherProcessCanRead()
    {
        // The test below names a file, and runs this one in other vector modes.
        string file = Environment.GetEnvironmentVariable(ModelVariable) ?? _folder.File("here");

        byte[] expected = Run(threads: 1);
        File.WriteAllBytes(file, expected);

        Assert.NotEmpty(expected);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [Trait("Speed", "Long")]
    public async Task Fit_GivesTheSameModelFile_OnEveryVectorWidth(string switchedOff)
    {
        byte[] expected = Run(threads: 1);
        string file = _folder.File("other");
        using Process process = Start(
            nameof(Fit_GivesAModelFile_ThatAnotherProcessCanRead), ModelVariable, file, switchedOff);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.Equal(expected, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Fit_GivesTheSameModelFile_AfterStopsAndOtherThreads()
    {
        byte[] expected = Run(threads: 1);
        foreach (int step in new[] { 1, 4, 5, 8, 11, 17 })
        {
            File.Delete(_folder.File("checkpoint"));
            Run(threads: 1, stopAt: step);
            Assert.Equal(expected, Run(threads: 3, resume: true));
        }
    }

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(1.0, 3)]
    [InlineData(0.9, 2)]
    public void Fit_GivesTheSameAveragedModel_AfterStopsAndOtherThreads(double decay, int fromEpoch)
    {
        var averaging = new AveragingOptions { Decay = decay, FromEpoch = fromEpoch };
        byte[] expected = Run(threads: 1, averaging: averaging);
        Assert.NotEqual(Run(threads: 1), expected);
        foreach (int step in new[] { 1, 6, 7, 11, 17 })
        {
            File.Delete(_folder.File("checkpoint"));
            Run(threads: 1, stopAt: step, averaging: averaging);
            Assert.Equal(expected, Run(threads: 3, resume: true, averaging: averaging));
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Fit_GivesTheSameModelFile_AfterTheProcessWasKilledAgainAndAgain()
    {
        byte[] expected = Long(_folder.File("whole"), resume: false);
        string file = _folder.File("killed");
        var random = new Random(1);
        for (int kill = 0; kill < 5; kill++)
        {
            DateTime before = File.GetLastWriteTimeUtc(file);
            using Process process = Start(nameof(Fit_GoesOn_WhereTheCheckpointStands), CheckpointVariable, file);
            while (File.GetLastWriteTimeUtc(file) == before && !process.HasExited)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            await Task.Delay(random.Next(100), TestContext.Current.CancellationToken);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, Long(file, resume: true));
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Fit_GoesOn_WhereTheCheckpointStands()
    {
        // The test above names a file, and kills this one.
        string file = Environment.GetEnvironmentVariable(CheckpointVariable) ?? _folder.File("here");

        byte[] first = Long(file, resume: File.Exists(file));

        Assert.Equal(first, Long(file, resume: true));
    }

    [Fact]
    public void Fit_LowersTheLoss_WithCarriedState()
    {
        using var backend = new CpuBackend(1);
        using var trainer = new Trainer(backend, SequenceRegressor.Random(backend), _options with { Epochs = 30 });

        TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);

        Assert.True(result.BestScore < 0.1 * result.History[0].Score);
    }

    [Fact]
    public void GradientCheck_FindsTheGradientsOfAnLstmRight()
    {
        using var backend = new CpuBackend(1);
        SequenceRegressor problem = SequenceRegressor.Random(backend, hidden: 5, batches: 1, batchSize: 4);

        IReadOnlyList<GradientDifference> differences =
            GradientCheck.Run(backend, problem.Model.Parameters, (Tape tape) => problem.Loss(tape, 0, 0, default).Mean);

        Assert.Equal(5, differences.Count);
        Assert.All(differences, d => Assert.InRange(d.Error, 0, 2e-3));
    }

    private static byte[] Long(string file, bool resume)
    {
        using var backend = new CpuBackend(1);
        SequenceRegressor problem = SequenceRegressor.Random(backend);
        using var trainer = new Trainer(
            backend, problem, _options with { Epochs = 50, CheckpointFile = file, CheckpointSteps = 1 });
        if (resume)
        {
            trainer.Resume(file);
        }

        trainer.Fit(TestContext.Current.CancellationToken);
        return File.ReadAllBytes(file);
    }

    /// <summary>Runs one test of this class in a separate process.</summary>
    private static Process Start(string method, string variable, string file, string? switchedOff = null)
    {
        string program = Path.Combine(
            AppContext.BaseDirectory, "Carousel.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(
            program,
            ["-method", $"{typeof(TrainingDeterminismTests).FullName}.{method}"])
        { RedirectStandardOutput = true };
        start.Environment[variable] = file;
        if (switchedOff is not null)
        {
            start.Environment[switchedOff] = "0";
        }

        return Process.Start(start)!;
    }

    private byte[] Run(int threads, int stopAt = 0, bool resume = false, AveragingOptions? averaging = null)
    {
        using var backend = new CpuBackend(threads);
        SequenceRegressor problem = SequenceRegressor.Random(backend);
        using var source = new CancellationTokenSource();
        var watcher = new Watcher
        {
            Step = r =>
            {
                if (r.Step == stopAt)
                {
                    source.Cancel();
                }
            },
        };
        using var trainer = new Trainer(
            backend, problem, _options with { CheckpointFile = _folder.File("checkpoint"), Averaging = averaging },
            [watcher]);
        if (resume)
        {
            trainer.Resume(_folder.File("checkpoint"));
        }

        trainer.Fit(source.Token);
        SafeTensors.Write(_folder.File("model"), new TensorFile(problem.Model.ToTensors(), []));
        return File.ReadAllBytes(_folder.File("model"));
    }
}
