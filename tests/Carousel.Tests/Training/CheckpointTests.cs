using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tests.Storage;
using Carousel.Training;

namespace Carousel.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _backend.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Kinds => ["adam", "sgd", "rmsprop", "last"];

    [Fact]
    public void Resume_GivesTheSameBytes_AfterACanceledDecision()
    {
        using var stop = new CancellationTokenSource();
        var options = new TrainerOptions { Epochs = 9, KeepBest = false, Averaging = new AveragingOptions() };
        var problem = new TinyProblem(_backend)
        {
            Decided = epoch =>
            {
                if (epoch == 4)
                {
                    stop.Cancel();
                }

                stop.Token.ThrowIfCancellationRequested();
                return false;
            },
        };
        using (var trainer = new Trainer(
            _backend, problem, options with { CheckpointFile = Path.Combine(_folder.Path, "checkpoint") }))
        {
            Assert.Equal(StopReason.Canceled, trainer.Fit(stop.Token).Reason);
        }

        var resumed = new TinyProblem(_backend);
        using (var trainer = new Trainer(_backend, resumed, options))
        {
            trainer.Resume(Path.Combine(_folder.Path, "checkpoint"));
            trainer.Fit(CancellationToken.None);
        }

        var whole = new TinyProblem(_backend);
        using (var trainer = new Trainer(_backend, whole, options))
        {
            trainer.Fit(CancellationToken.None);
        }

        Assert.Equal(Weights(whole), Weights(resumed));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("Speed", "Long")]
    public void Resume_GivesTheSameBytes_AfterAStopAtAnyStep(string kind)
    {
        TrainerOptions options = Options(kind);
        byte[] expected = Run(options, stopAt: 0, resume: false);
        var random = new Random(1);
        for (int trial = 0; trial < 20; trial++)
        {
            Run(options, stopAt: random.Next(1, 45), resume: false);
            Assert.Equal(expected, Run(options, stopAt: 0, resume: true));
        }
    }

    [Fact]
    public void Resume_GivesTheSameBytes_AfterManyStops()
    {
        TrainerOptions options = Options("adam");
        byte[] expected = Run(options, stopAt: 0, resume: false);
        Run(options, stopAt: 1, resume: false);
        for (int step = 2; step < 45; step++)
        {
            Run(options, stopAt: step, resume: true);
        }

        Assert.Equal(expected, Run(options, stopAt: 0, resume: true));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(23)]
    [InlineData(44)]
    public void Resume_GivesTheSameBytes_AfterTheProcessDied(int step)
    {
        TrainerOptions options = Options("adam") with { CheckpointSteps = 4 };
        byte[] expected = Run(options, stopAt: 0, resume: false);
        File.Delete(_folder.File("run"));

        Assert.Throws<InvalidTimeZoneException>(() => Run(options, stopAt: 0, resume: false, dieAt: step));

        Assert.Equal(expected, Run(options, stopAt: 0, resume: true));
    }

    [Fact]
    public void Resume_OfAFinishedRun_GivesItsResultAgain()
    {
        TrainerOptions options = Options("adam");
        byte[] expected = Run(options, stopAt: 0, resume: false);

        Assert.Equal(expected, Run(options, stopAt: 0, resume: true));
    }

    [Fact]
    public void Resume_SaysWhichSettingDiffers()
    {
        Run(Options("adam"), stopAt: 5, resume: false);
        string file = _folder.File("run");

        Assert.Equal(
            $"{file}: the checkpoint was made with learning_rate = 0.02, now it is 0.01. Use the same settings, or "
            + $"start over.",
            Message(Options("adam") with { LearningRate = 0.01 }));
        Assert.Equal(
            $"{file}: the checkpoint was made with optimiser = adam, now it is sgd. Use the same settings, or start "
            + $"over.",
            Message(Options("adam") with { Optimizer = new SgdOptions() }));
        Assert.Equal(
            $"{file}: the checkpoint belongs to another model or to other data. Start over, or use what it was made "
            + $"with.",
            Message(Options("adam"), new TinyProblem(_backend) { Fingerprint = "other" }));
        var frozen = new TinyProblem(_backend);
        frozen.Model.Parameters.First().IsFrozen = true;
        Assert.Equal(
            $"{file}: the checkpoint belongs to another model or to other data. Start over, or use what it was made "
            + $"with.",
            Message(Options("adam"), frozen));
        Assert.Equal(
            $"{_folder.File("none")}: there is no such file. Check the path.",
            Message(Options("adam"), file: "none"));
        Assert.Null(Message(Options("adam") with { CheckpointSteps = 3, CheckpointFile = "elsewhere" }));
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Resume_FailsWithTheOneException_WhenTheFileIsDamaged()
    {
        Run(Options("adam"), stopAt: 5, resume: false);
        byte[] bytes = File.ReadAllBytes(_folder.File("run"));
        var random = new Random(1);
        using var trainer = new Trainer(_backend, new TinyProblem(_backend), Options("adam"));
        for (int trial = 0; trial < 500; trial++)
        {
            byte[] changed = trial % 2 == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
            if (trial % 2 == 1)
            {
                changed[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            }

            File.WriteAllBytes(_folder.File("damaged"), changed);
            try
            {
                trainer.Resume(_folder.File("damaged"));
            }
            catch (CheckpointException)
            {
                // What a damaged file must give; a changed space gives nothing.
            }
        }
    }

    [Fact]
    public void Resume_RefusesAFileThatIsNoCheckpoint()
    {
        SafeTensors.Write(_folder.File("other"), new TensorFile([], []));

        Assert.Equal(
            $"{_folder.File("other")}: this is not a checkpoint of this program.",
            Message(Options("adam"), file: "other"));
    }

    [Fact]
    public void Position_OfAnEarlierVersion_IsRead()
    {
        (TrainingPosition position, long steps) = PositionJson.Read(
            """
            {"step":3,"epoch":1,"batch":0,"batches":3,"optimiser_steps":3,"loss_sum":0,"elements":0,
            "learning_rate":0.1,"best":"infinity","best_epoch":0,"plateaus":1,"epochs_on_plateau":2,"ended":-1,
            "history":[]}
            """);
        Assert.Equal((3, 3, double.PositiveInfinity), (position.Step, steps, position.Best));
    }

    [Fact]
    public void MetricsLog_HoldsEachLineOnce_AfterAResume()
    {
        string path = _folder.File("metrics.jsonl");
        TrainerOptions options = Options("adam") with { Epochs = 4 };
        using (var log = new MetricsLog(path, everySteps: 2))
        {
            Run(options, stopAt: 0, resume: false, observer: log);
        }

        string[] whole = [.. File.ReadLines(path).Select(WithoutTime)];
        Assert.Equal(4 + 6, whole.Length);
        Assert.StartsWith("""{"kind":"step","step":2,"epoch":1,"loss":""", whole[0], StringComparison.Ordinal);
        Assert.StartsWith(
            """{"kind":"epoch","step":3,"epoch":1,"training_loss":""", whole[1], StringComparison.Ordinal);

        using (var log = new MetricsLog(path, everySteps: 2))
        {
            Run(options, stopAt: 5, resume: false, observer: log);
        }

        File.AppendAllText(path, """{"kind":"step","step":12}""" + "\n{\"kind\":\"st");
        using (var log = new MetricsLog(path, everySteps: 2))
        {
            Run(options, stopAt: 0, resume: true, observer: log);
        }

        Assert.Equal(whole, File.ReadLines(path).Select(WithoutTime));

        static string WithoutTime(string line) => line[..line.IndexOf("\"seconds\"", StringComparison.Ordinal)];
    }

    private static TrainerOptions Options(string kind) => new()
    {
        Epochs = 15,
        LearningRate = 0.02,
        AccumulatedBatches = 3,
        ClipNorm = 0.5,
        CheckpointSeconds = 0,
        KeepBest = kind != "last",
        Patience = 9,
        Optimizer = kind switch
        {
            "sgd" => new SgdOptions { Nesterov = true },
            "rmsprop" => new RmsPropOptions(),
            _ => new AdamOptions { WeightDecay = 0.01 },
        },
        Schedule = kind switch
        {
            "sgd" => new ConstantSchedule(),
            _ => new CosineSchedule { WarmUpSteps = 4 },
        },
    };

    /// <summary>Trains, stopped or not; returns the bytes of checkpoint and model at the end.</summary>
    private byte[] Run(
        TrainerOptions options, long stopAt, bool resume, long dieAt = 0, ITrainingObserver? observer = null)
    {
        string file = _folder.File("run");
        var problem = new TinyProblem(_backend);
        using var source = new CancellationTokenSource();
        var watcher = new Watcher
        {
            Step = r =>
            {
                if (r.Step == stopAt)
                {
                    source.Cancel();
                }

                if (r.Step == dieAt)
                {
                    throw new InvalidTimeZoneException();
                }
            },
        };
        using var trainer = new Trainer(
            _backend, problem, options with { CheckpointFile = file },
            observer is null ? [watcher] : [watcher, observer]);
        if (resume && File.Exists(file))
        {
            trainer.Resume(file);
        }

        trainer.Fit(source.Token);
        SafeTensors.Write(_folder.File("model"), new TensorFile(problem.Model.ToTensors(), []));
        return [.. File.ReadAllBytes(file), .. File.ReadAllBytes(_folder.File("model"))];
    }

    private string? Message(TrainerOptions options, TinyProblem? problem = null, string file = "run")
    {
        using var trainer = new Trainer(_backend, problem ?? new TinyProblem(_backend), options);
        try
        {
            trainer.Resume(_folder.File(file));
            return null;
        }
        catch (CheckpointException exception)
        {
            return exception.Message;
        }
    }

    private static float[] Weights(TinyProblem problem) =>
        [.. problem.Model.Parameters.SelectMany(p => p.Value.ToArray())];
}
