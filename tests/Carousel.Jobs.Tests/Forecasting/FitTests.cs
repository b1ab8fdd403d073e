using Carousel.Autograd;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Storage;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A fit is a function of data and options alone: not of threads, stops and checkpoints.</summary>
[Collection(typeof(Alone))]
public sealed class FitTests : IDisposable
{
    private static readonly SeriesSet _set = Tiny.Daily(WithGaps(Tiny.Wave(130)), Tiny.Wave(130, 50, 9, 1));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheModelFile_IsTheSameForAnyNumberOfThreads()
    {
        // Wide enough that the work is indeed split.
        ForecastOptions options = Tiny.Options() with { Ensemble = 2 };
        byte[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            byte[] bytes = Bytes(
                options with { Fit = options.Fit with { Threads = threads, Hidden = 40, Layers = 2 } });
            expected ??= bytes;
            Assert.Equal(expected, bytes);
        }
    }

    [Fact]
    public void AnotherSeed_GivesAnotherModel()
    {
        ForecastOptions options = Tiny.Options();

        Assert.Equal(Bytes(options), Bytes(options));
        Assert.NotEqual(Bytes(options), Bytes(options with { Fit = options.Fit with { Seed = 2 } }));
    }

    [Fact]
    public void AStoppedFit_GoesOnToTheSameFile()
    {
        const int Stops = 12;
        ForecastOptions options = Tiny.Options(epochs: 4) with { EpochWindows = 50 };
        byte[] expected = Bytes(options);
        ForecastPlan plan = ForecastPlan.Make(_set, options);
        var random = new Random(1);
        for (int stop = 0; stop < Stops; stop++)
        {
            using var source = new CancellationTokenSource();
            int step = 1 + random.Next(15);
            var watcher = new Watcher(at =>
            {
                if (at == step)
                {
                    source.Cancel();
                }
            });
            using (Forecaster stopped = Tiny.FitUntil(
                plan, new FitRun { Folder = _folder.Path, Observers = [watcher] }, source.Token))
            {
                Assert.Equal((StopReason.Canceled, step), (stopped.Summary.Reason, stopped.Summary.Steps));
                Assert.NotEmpty(stopped.Predict(_set).Windows);
            }

            Assert.True(File.Exists(_folder.File(FitRun.CheckpointName)));
            using Forecaster resumed = Tiny.Fit(plan, new FitRun { Folder = _folder.Path, Resume = true });
            Assert.Equal(expected, Bytes(resumed));
            Assert.True(File.Exists(_folder.File(FitRun.CheckpointName)));
        }
    }

    [Fact]
    public void AFitStoppedAgainAndAgain_GoesOnToTheSameFile()
    {
        ForecastOptions options = Tiny.Options(epochs: 4) with { EpochWindows = 50 };
        byte[] expected = Bytes(options);
        ForecastPlan plan = ForecastPlan.Make(_set, options);
        for (int stop = 1; stop < 16; stop++)
        {
            using var source = new CancellationTokenSource();
            var watcher = new Watcher(_ => source.Cancel());
            using Forecaster stopped = Tiny.FitUntil(
                plan, new FitRun { Folder = _folder.Path, Resume = true, Observers = [watcher] }, source.Token);
            Assert.Equal(stop, stopped.Summary.Steps);
        }

        using Forecaster resumed = Tiny.Fit(plan, new FitRun { Folder = _folder.Path, Resume = true });
        Assert.Equal(expected, Bytes(resumed));
    }

    [Fact]
    public void Resuming_WithOtherSettingsOrData_IsRefused()
    {
        ForecastOptions options = Tiny.Options(epochs: 3);
        ForecastPlan plan = ForecastPlan.Make(_set, options);
        using var source = new CancellationTokenSource();
        Tiny.FitUntil(
            plan, new FitRun { Folder = _folder.Path, Observers = [new Watcher(_ => source.Cancel())] }, source.Token)
                .Dispose();
        var again = new FitRun { Folder = _folder.Path, Resume = true };

        foreach (ForecastOptions other in new[]
        {
            options with { Fit = options.Fit with { Hidden = 5 } },
            options with { Fit = options.Fit with { Seed = 7 } },
            options with { Fit = options.Fit with { Epochs = 4 } },
            options with { Fit = options.Fit with { Batch = 8 } },
            options with { Lookback = 9 },
            options with { EpochWindows = 20 },
        })
        {
            Assert.Throws<CheckpointException>(() => Tiny.Fit(ForecastPlan.Make(_set, other), again));
        }

        SeriesSet changed = Tiny.Daily(WithGaps(Tiny.Wave(130)), Tiny.Wave(130, 50, 9, 1.001));
        Assert.Throws<CheckpointException>(() => Tiny.Fit(ForecastPlan.Make(changed, options), again));
        using Forecaster resumed = Tiny.Fit(plan, again);
        Assert.NotEqual(StopReason.Canceled, resumed.Summary.Reason);
    }

    [Fact]
    public void AStoppedFitFromAModel_GoesOn()
    {
        string path = _folder.File("begin.safetensors");
        using (Forecaster begin = Tiny.Fit(_set, Tiny.Options(epochs: 1)))
        {
            begin.Save(path);
        }

        ForecastPlan plan = ForecastPlan.Make(_set, Tiny.Options(epochs: 2));
        using Forecaster whole = Tiny.Fit(plan, new FitRun { From = path });
        using var source = new CancellationTokenSource();
        var watcher = new Watcher(at =>
        {
            if (at == 2)
            {
                source.Cancel();
            }
        });
        Tiny.FitUntil(plan, new FitRun { Folder = _folder.Path, From = path, Observers = [watcher] }, source.Token)
            .Dispose();
        using Forecaster resumed = Tiny.Fit(
            plan, new FitRun { Folder = _folder.Path, From = path, Resume = true });

        Assert.Equal(Bytes(whole), Bytes(resumed));
    }

    [Fact]
    public void AFitFromAModel_BeginsWithItsParameters()
    {
        ForecastOptions options = Tiny.Learning();
        options = options with { Baseline = ForecastBaseline.None, Fit = options.Fit with { Epochs = 15 } };
        string path = _folder.File("model.safetensors");
        using (Forecaster first = Tiny.Fit(_set, options))
        {
            first.Save(path);
        }

        ForecastPlan more = ForecastPlan.Make(
            _set, options with { Fit = options.Fit with { Epochs = 1, LearningRate = 1e-7 } });
        using Forecaster fresh = Tiny.Fit(more), continued = Tiny.Fit(more, new FitRun { From = path });

        Assert.True(
            continued.Summary.BestScore < 0.5 * fresh.Summary.BestScore,
            $"{continued.Summary.BestScore} {fresh.Summary.BestScore}");
        ForecastPlan other = ForecastPlan.Make(_set, options with { Fit = options.Fit with { Hidden = 5 } });
        Assert.Throws<ModelFileException>(() => Tiny.Fit(other, new FitRun { From = path }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ATrainingStep_AllocatesNothing_OnceAllHaveRun(int ensemble)
    {
        using var backend = new CpuBackend(1);
        ForecastPlan plan = ForecastPlan.Make(_set, Tiny.Options(epochs: 6) with { Ensemble = ensemble });
        var model = new ForecastModel(plan.Design);
        model.Build(backend, 1);
        var scaling = ForecastScaling.Fit(plan.Split, plan.Design);
        RidgeFolds? baseline = plan.Design.HasBaseline
            ? RidgeFolds.Fit(new RidgeWindows(_set, plan.Design, scaling, plan.Split.Train.Rows), plan.Split.Train.Rows)
            : null;
        var data = new ForecastData(_set, plan.Design, scaling, baseline: baseline);
        var problem = new ForecastProblem(
            model, data, plan.TrainWindows, plan, [plan.Split.Validation.Windows(8, 4)[0]], "");
        RequireNoAllocation(backend, problem, plan.Training.ToTrainerOptions(plan.Fit.Seed, problem.BatchesIn(0)));
    }

    /// <summary>Trains for six epochs; the first step of an epoch follows a validation, which may allocate.</summary>
    private static void RequireNoAllocation(CpuBackend backend, ForecastProblem problem, TrainerOptions options)
    {
        var bytes = new List<long>(1000);
        var arena = new List<long>(1000);
        Trainer? trainer = null;
        int batches = problem.BatchesIn(0);
        var watcher = new Watcher(_ =>
        {
            bytes.Add(bytes.Count % batches == 0 ? Allocations.BytesSoFarWithoutBuffer() : Allocations.BytesSoFar);
            arena.Add(trainer!.ArenaBytes);
        });
        using (trainer = new Trainer(backend, problem, options, [watcher]))
        {
            trainer.Fit(TestContext.Current.CancellationToken);
        }

        // The last step of an epoch has fewer examples.
        Assert.Equal(6 * batches, bytes.Count);
        for (int step = 3 * batches; step < bytes.Count; step++)
        {
            if (step % batches != 0)
            {
                Assert.True(bytes[step] == bytes[step - 1], $"step {step}: {bytes[step] - bytes[step - 1]} bytes");
            }
        }

        Assert.Equal(arena[3 * batches], arena[^1]);
    }

    [Fact]
    public void AValidationPartWithoutValues_ChoosesNoEpoch()
    {
        float[] values = Tiny.Wave(130);
        values.AsSpan(90, 16).Fill(float.NaN);
        using Forecaster fitted = Tiny.Fit(Tiny.Daily(values), Tiny.Options(epochs: 2));

        Assert.Null(fitted.Summary.BestScore);
        Assert.All(fitted.Summary.History, e => Assert.Null(e.Score));
        Assert.All(
            Tiny.Values(fitted.Predict(Tiny.Daily(Tiny.Wave(130))).Quantiles), q => Assert.True(double.IsFinite(q)));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Rmsprop)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.AdamW)]
    public void EveryOptimizer_LowersTheLoss(OptimizerKind optimizer)
    {
        ForecastOptions options = Tiny.Learning();
        options = options with
        {
            Baseline = ForecastBaseline.None,
            // Gradient descent alone needs larger steps than what adapts them.
            Fit = options.Fit with
            {
                Optimizer = optimizer,
                Epochs = 6,
                LearningRate = optimizer == OptimizerKind.Sgd ? 0.2 : null,
            },
        };
        using Forecaster fitted = Tiny.Fit(_set, options);

        Assert.True(fitted.Summary.History[^1].TrainingLoss < 0.9 * fitted.Summary.History[0].TrainingLoss);
    }

    [Theory]
    [InlineData(InitializerKind.He)]
    [InlineData(InitializerKind.Orthogonal)]
    [InlineData(InitializerKind.Uniform)]
    [InlineData(InitializerKind.Chrono)]
    public void EveryInitializer_IsOneOfItsOwn(InitializerKind kind)
    {
        ForecastOptions options = Tiny.Options() with { Baseline = ForecastBaseline.None };
        using Forecaster first = Tiny.Fit(_set, options),
            other = Tiny.Fit(_set, options with { Fit = options.Fit with { Initializer = kind } });

        Assert.NotEqual(Tiny.Values(first.Predict(_set).Quantiles), Tiny.Values(other.Predict(_set).Quantiles));
    }

    private byte[] Bytes(ForecastOptions options)
    {
        using Forecaster fitted = Tiny.Fit(_set, options);
        return Bytes(fitted);
    }

    private byte[] Bytes(Forecaster forecaster)
    {
        forecaster.Save(_folder.File("model"));
        return File.ReadAllBytes(_folder.File("model"));
    }

    private static float[] WithGaps(float[] values)
    {
        for (int r = 9; r < values.Length; r += 23)
        {
            values[r] = float.NaN;
        }

        return values;
    }

    /// <summary>Calls a delegate with the number of each step.</summary>
    private sealed class Watcher(Action<long> step) : ITrainingObserver
    {
        public void OnStep(in StepReport report) => step(report.Step);
    }
}
