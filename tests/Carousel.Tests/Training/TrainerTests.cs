using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Fit_FindsTheMap_AndKeepsTheBestParameters()
    {
        var problem = new TinyProblem(_backend);
        var epochs = new List<EpochRecord>();
        TrainingResult result = Fit(
            problem, new TrainerOptions { Epochs = 40, LearningRate = 0.05 },
            new Watcher { Epoch = r => epochs.Add(r.Record) });

        Assert.Equal(StopReason.Completed, result.Reason);
        Assert.Equal((40, 320), (result.Epochs, result.Steps));
        Assert.True(result.BestScore < 0.5 * epochs[0].Score);
        Assert.Equal(epochs.Min(e => e.Score), result.BestScore);
        Assert.Equal(epochs, result.History);
        using var arena = new Arena(_backend);
        Assert.Equal(
            result.BestScore, problem.Validate(new Carousel.Autograd.Tape(_backend, arena), CancellationToken.None));
    }

    [Fact]
    public void Fit_GivesTheLastParameters_WhereTheBestAreNotKept()
    {
        var problem = new TinyProblem(_backend);
        float[] last = [];
        Fit(
            problem, new TrainerOptions { Epochs = 3, KeepBest = false },
            new Watcher { Step = _ => last = Weights(problem) });

        Near.SameBits(Weights(problem), last);
    }

    [Fact]
    public void Fit_StopsEarly_WhenTheScoreNoLongerImproves()
    {
        TrainingResult result = Fit(
            new TinyProblem(_backend), new TrainerOptions { Epochs = 500, LearningRate = 0.05, Patience = 3 });

        Assert.Equal(StopReason.StoppedEarly, result.Reason);
        Assert.Equal(result.BestEpoch + 3, result.Epochs);
    }

    [Fact]
    public void Fit_Ends_WhenMoreTrainingChangesNothing()
    {
        var options = new TrainerOptions { Epochs = 9 };
        TrainingResult result = Fit(new TinyProblem(_backend) { Decided = epoch => epoch == 4 }, options);
        TrainingResult whole = Fit(new TinyProblem(_backend), options);

        Assert.Equal(StopReason.Decided, result.Reason);
        Assert.Equal(whole.History.Take(4), result.History);
    }

    [Fact]
    public void Fit_ReportsNoScore_WhereNothingIsValidated()
    {
        TrainingResult result = Fit(new TinyProblem(_backend) { Validated = false }, new TrainerOptions { Epochs = 2 });

        Assert.Null(result.BestScore);
        Assert.All(result.History, record => Assert.Null(record.Score));
    }

    [Fact]
    public void Fit_LeavesFrozenParametersAlone_AndScalesTheRateOfOthers()
    {
        var problem = new TinyProblem(_backend);
        Parameter weight = problem.Model.Parameters.First();
        Parameter bias = problem.Model.Parameters.Last();
        weight.IsFrozen = true;
        float[] before = weight.Value.ToArray();
        var options = new TrainerOptions
        {
            Epochs = 1,
            Optimizer = new SgdOptions { Momentum = 0 },
            KeepBest = false,
            ClipNorm = 0,
        };
        Fit(problem, options);
        float full = bias.Value.ToArray()[0];
        Near.SameBits(weight.Value.ToArray(), before);
        Assert.NotEqual(0, full);

        var half = new TinyProblem(_backend);
        half.Model.Parameters.First().IsFrozen = true;
        half.Model.Parameters.Last().LearningRateScale = 1e-3f;
        Fit(half, options);
        Assert.InRange(half.Model.Parameters.Last().Value.ToArray()[0] / full, 0.9e-3, 1.1e-3);
    }

    [Theory]
    [InlineData(0.25, 0)]
    [InlineData(0, 0.01)]
    public void Fit_ClipsByNormOrByValue(double norm, double value)
    {
        var problem = new TinyProblem(_backend);
        float[] before = Weights(problem);
        var norms = new List<double>();
        var options = new TrainerOptions
        {
            Epochs = 1,
            LearningRate = 1,
            Optimizer = new SgdOptions { Momentum = 0 },
            ClipNorm = norm,
            ClipValue = value,
        };
        using var source = new CancellationTokenSource();
        var watcher = new Watcher
        {
            Step = r =>
            {
                norms.Add(r.GradientNorm);
                source.Cancel();
            },
        };
        using var trainer = new Trainer(_backend, problem, options, [watcher]);
        trainer.Fit(source.Token);

        double[] moves = [.. Weights(problem).Zip(before, (a, b) => (double)a - b)];
        Assert.Single(norms);
        if (norm > 0)
        {
            Assert.True(norms[0] > norm);
            Assert.Equal(norm, Math.Sqrt(moves.Sum(m => m * m)), 1e-6);
        }
        else
        {
            Assert.All(moves, m => Assert.Equal(value, Math.Abs(m), 1e-6));
        }
    }

    [Fact]
    public void Fit_AveragesTheGradientsOfAccumulatedBatches()
    {
        // With rate 1 and no momentum a move is a gradient. Eight batches: three groups of 3, 3 and 2.
        var reports = new List<StepReport>();
        var options = new TrainerOptions { Epochs = 2, AccumulatedBatches = 3, LearningRate = 1e-9 };
        Fit(new TinyProblem(_backend), options, new Watcher { Step = r => reports.Add(r) });
        var single = new List<StepReport>();
        Fit(
            new TinyProblem(_backend), options with { AccumulatedBatches = 1 },
            new Watcher { Step = r => single.Add(r) });

        Assert.Equal([24, 24, 16, 24, 24, 16], reports.Select(r => r.Elements));
        Assert.All(reports, r => Assert.Equal(6, r.Steps));
        Assert.Equal(single.Take(3).Average(r => r.Loss), reports[0].Loss, 1e-5);
        Assert.True(reports[0].GradientNorm <= single.Take(3).Max(r => r.GradientNorm) + 1e-6);
    }

    [Fact]
    public void Fit_GoesBackAndNamesTheTensor_WhenTheLossIsNotFinite()
    {
        float[] before = [], now = [];
        TinyProblem? problem = null;
        problem = new TinyProblem(_backend) { Disturbance = k => k == 11 ? float.NaN : 1 };
        var watcher = new Watcher { Step = _ => (before, now) = (now, Weights(problem)) };

        DivergenceException exception = Assert.Throws<DivergenceException>(
            () => Fit(problem, new TrainerOptions(), watcher));

        Assert.Equal((12, "loss", null), (exception.Step, exception.Tensor, exception.CheckpointFile));
        Assert.True(double.IsNaN(exception.Loss));
        Assert.True(exception.LargestGradient > 0 && double.IsFinite(exception.LargestGradient));
        Near.SameBits(Weights(problem), before);
        Assert.NotEqual(now, before);
        Assert.StartsWith(
            "The training diverged in step 12: the loss is infinite or not a number", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_KeepsTheGoodParametersAndNamesTheGradient_WhenAGradientIsNotFinite()
    {
        float[] now = [];
        TinyProblem? problem = null;

        // 1e38 times the loss is still a number, its gradient's sum of squares is not.
        problem = new TinyProblem(_backend) { Disturbance = k => k == 11 ? 1e37f : 1 };
        var watcher = new Watcher { Step = _ => now = Weights(problem) };

        DivergenceException exception = Assert.Throws<DivergenceException>(
            () => Fit(problem, new TrainerOptions(), watcher));

        Assert.Equal((12, "gradient of weight"), (exception.Step, exception.Tensor));
        Assert.True(double.IsFinite(exception.Loss));
        Near.SameBits(Weights(problem), now);
    }

    [Fact]
    public void Fit_NoticesAnUpdateThatSpoiltTheParameters_AlsoWhenItWasTheLast()
    {
        var problem = new TinyProblem(_backend);
        var watcher = new Watcher
        {
            Step = r =>
            {
                if (r.Step == r.Steps)
                {
                    Parameter first = problem.Model.Parameters.First();
                    first.Set([.. Enumerable.Repeat(float.PositiveInfinity, first.Shape.Length)]);
                }
            },
        };

        DivergenceException exception = Assert.Throws<DivergenceException>(
            () => Fit(problem, new TrainerOptions { Epochs = 1 }, watcher));

        Assert.Equal(problem.Model.Parameters.First().Name, exception.Tensor);
        Assert.All(Weights(problem), w => Assert.True(float.IsFinite(w)));
    }

    [Fact]
    public async Task FitAsync_ReturnsTheBestSoFar_WhenCanceled()
    {
        using var source = new CancellationTokenSource();
        var problem = new TinyProblem(_backend);
        int stopped = 0;
        var watcher = new Watcher
        {
            Step = r =>
            {
                if (r.Step == 20)
                {
                    source.Cancel();
                }
            },
            Stopped = _ => stopped++,
        };
        using var trainer = new Trainer(_backend, problem, new TrainerOptions(), [watcher]);

        TrainingResult result = await trainer.FitAsync(source.Token);

        Assert.Equal((StopReason.Canceled, 20, 2), (result.Reason, result.Steps, result.Epochs));
        Assert.Equal(1, stopped);
        using var arena = new Arena(_backend);
        Assert.Equal(
            result.BestScore, problem.Validate(new Carousel.Autograd.Tape(_backend, arena), CancellationToken.None));
        Assert.Throws<InvalidOperationException>(() => trainer.Fit(CancellationToken.None));
    }

    [Fact]
    public void Observers_HearOfEverything_WithTimesFromTheClock()
    {
        var time = new SteppingTime();
        var log = new List<string>();
        var watcher = new Watcher
        {
            Started = p => log.Add($"start {p.Parameters} {p.Epochs} {p.Steps} {p.FirstStep}"),
            Step = r =>
                log.Add(
                    $"step {r.Step}/{r.Steps} {r.Times.Elapsed.TotalSeconds} {r.Times.Left.TotalSeconds} "
                    + $"{r.Times.StepsPerSecond}"),
            Epoch = r => log.Add($"epoch {r.Record.Epoch}"),
            Improved = r => log.Add($"improved {r.Record.Epoch}"),
            Stopped = r => log.Add($"stop {r.Reason}"),
        };
        var problem = new TinyProblem(_backend)
        {
            Disturbance = _ =>
            {
                time.Pass(2);
                return 1;
            },
        };
        using var trainer = new Trainer(
            _backend, problem, new TrainerOptions { Epochs = 1, AccumulatedBatches = 4 }, [watcher], time);
        trainer.Fit(TestContext.Current.CancellationToken);

        Assert.Equal(
            ["start 6 1 2 0", "step 1/2 8 8 0.125", "step 2/2 16 0 0.125", "epoch 1", "improved 1", "stop Completed"],
            log);
    }

    [Fact]
    public void Options_NameTheirRange_WhenAValueIsOutside()
    {
        Assert.StartsWith(
            "Epochs must be 1 or more, but is 0.", Message(() => new TrainerOptions { Epochs = 0 }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "LearningRate must be positive and finite, but is NaN.",
            Message(() => new TrainerOptions { LearningRate = double.NaN }), StringComparison.Ordinal);
        Assert.StartsWith(
            "ClipNorm must be 0 or more and finite, but is -1.", Message(() => new TrainerOptions { ClipNorm = -1 }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Momentum must be at least 0 and below 1, but is 1.", Message(() => new SgdOptions { Momentum = 1 }),
            StringComparison.Ordinal);

        static string Message(Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(make).Message;
    }

    private static float[] Weights(TinyProblem problem) =>
        [.. problem.Model.Parameters.SelectMany(parameter => parameter.Value.ToArray())];

    private TrainingResult Fit(TinyProblem problem, TrainerOptions options, params ITrainingObserver[] observers)
    {
        using var trainer = new Trainer(_backend, problem, options, observers);
        return trainer.Fit(TestContext.Current.CancellationToken);
    }
}
