using System.Runtime.InteropServices;
using Carousel.Autograd;
using Carousel.Storage;
using Carousel.Tests.Storage;
using Carousel.Training;

namespace Carousel.Tests.Training.Sharding;

/// <summary>A batch that is cut into shards: equal bits over threads and ranks, exact resume on other ranks.</summary>
public sealed class ShardedTrainingTests : IDisposable
{
    private static readonly TrainerOptions _options = new()
    {
        Epochs = 3,
        LearningRate = 0.01,
        ClipNorm = 0.05,
        Shards = 5,
        CheckpointSeconds = 0,
    };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_GivesTheSameBits_ForAnyNumberOfThreads()
    {
        byte[] expected = Fit(_options);

        Assert.All([2, 3], threads => Assert.Equal(expected, Fit(_options, threads)));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 2, true)]
    [InlineData(3, 3, false)]
    [InlineData(4, 4, true)]
    [InlineData(5, 4, false)]
    [InlineData(5, 5, true)]
    [InlineData(8, 5, false)]
    [InlineData(13, 6, true)]
    public void Fit_GivesTheSameBits_ForAnyNumberOfRanks(int shards, int mostRanks, bool carries)
    {
        TrainerOptions options = _options with { Shards = shards };
        byte[] expected = Fit(options, carries: carries);
        for (int ranks = 1; ranks <= mostRanks; ranks++)
        {
            foreach (byte[] model in ThreadRanks.Run(
                ranks, exchange => Fit(options with { Ranks = exchange }, carries: carries)))
            {
                Assert.Equal(expected, model);
            }
        }
    }

    [Fact]
    public void Fit_GivesTheBitsOfTheNumberOfShards()
    {
        byte[] one = Fit(_options with { Shards = 1 }), two = Fit(_options with { Shards = 2 });

        Assert.NotEqual(one, two);
        Assert.Equal(one, ThreadRanks.Run(1, ranks => Fit(_options with { Shards = 1 }, ranks: null))[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_AreThoseOfTheWholeBatch_WithinRounding(bool carries)
    {
        (double Loss, double Norm, double Score)[] expected = Course(_options with { Shards = 1 }, carries);
        foreach (int shards in (int[])[2, 5, 10, 13])
        {
            (double Loss, double Norm, double Score)[] found = Course(_options with { Shards = shards }, carries);
            for (int step = 0; step < expected.Length; step++)
            {
                Assert.Equal(expected[step].Loss, found[step].Loss, 1e-5);
                Assert.Equal(expected[step].Norm, found[step].Norm, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 1)]
    [InlineData(2, 5)]
    public void Resume_GoesOnOnAnotherNumberOfRanks_ToTheSameBits(int before, int after)
    {
        byte[] expected = Fit(_options);
        string file = _folder.File("checkpoint");
        TrainerOptions options = _options with { CheckpointFile = file };
        foreach (int step in (int[])[1, 4, 5, 8])
        {
            File.Delete(file);
            ThreadRanks.Run(before, ranks => Fit(options with { Ranks = ranks }, stopAt: step));
            byte[] other = File.ReadAllBytes(file);
            File.Delete(file);

            // Several ranks hear of the wish with the next step.
            Fit(options, stopAt: before == 1 ? step : step + 1);
            Assert.Equal(File.ReadAllBytes(file), other);

            Assert.All(
                ThreadRanks.Run(after, ranks => Fit(options with { Ranks = ranks }, resume: true)),
                model => Assert.Equal(expected, model));
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    public void Resume_IsRefused_WithAnotherNumberOfShards(int before, int after)
    {
        TrainerOptions options = _options with { CheckpointFile = _folder.File("checkpoint") };
        Fit(options with { Shards = before }, stopAt: 2);

        CheckpointException refused = Assert.Throws<CheckpointException>(
            () => Fit(options with { Shards = after }, resume: true));

        Assert.Contains("shards = ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_StopsAllRanksAfterTheNextStep_WhenOneIsCanceled()
    {
        long[] steps = ThreadRanks.Run(3, ranks =>
        {
            using var source = new CancellationTokenSource();
            using var backend = new CpuBackend(1);
            using var trainer = new Trainer(
                backend, new ShardedRegressor(backend), _options with { Ranks = ranks },
                [new Watcher { Step = report => Cancel(report.Step == 7 && ranks.Rank == 1) }]);
            TrainingResult result = trainer.Fit(source.Token);
            Assert.Equal(StopReason.Canceled, result.Reason);
            return result.Steps;

            void Cancel(bool now)
            {
                if (now)
                {
                    source.Cancel();
                }
            }
        });

        Assert.Equal([8, 8, 8], steps);
    }

    [Fact]
    public void Fit_WritesCheckpointsByTheClockOfTheRankThatWrites()
    {
        string file = _folder.File("checkpoint");
        int written = ThreadRanks.Run(2, ranks =>
        {
            // Each rank has its own clock, on which a step takes a second.
            var time = new SteppingTime();
            int found = 0;
            using var backend = new CpuBackend(1);
            using var trainer = new Trainer(
                backend, new ShardedRegressor(backend),
                _options with { Ranks = ranks, Epochs = 4, CheckpointFile = file, CheckpointSeconds = 6 },
                [new Watcher { Step = _ => Pass() }], time);
            TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);
            Assert.Equal(20, result.Steps);
            return found;

            void Pass()
            {
                time.Pass(1);
                if (ranks.Rank == 0 && File.Exists(file))
                {
                    found++;
                    File.Delete(file);
                }
            }
        })[0];

        Assert.InRange(written, 2, 3);
    }

    [Fact]
    public void Fit_FailsOnAllRanks_WhereOneMeetsALossThatIsNoNumber()
    {
        int[] ended = ThreadRanks.Run(3, ranks =>
        {
            using var backend = new CpuBackend(1);
            using var trainer = new Trainer(
                backend, new ShardedRegressor(backend) { BadEpoch = 1 }, _options with { Ranks = ranks });
            return (int)Assert.Throws<DivergenceException>(
                () => trainer.Fit(TestContext.Current.CancellationToken)).Step;
        });

        Assert.Equal([7, 7, 7], ended);
    }

    [Fact]
    public void Fit_IsRefused_WhereRanksHaveOtherData()
    {
        ShardExchangeException refused = Assert.Throws<ShardExchangeException>(() => ThreadRanks.Run(2, ranks =>
        {
            using var backend = new CpuBackend(1);
            using var trainer = new Trainer(
                backend, new ShardedRegressor(backend) { Fingerprint = $"data {ranks.Rank}" },
                _options with { Ranks = ranks });
            return trainer.Fit(TestContext.Current.CancellationToken);
        }));

        Assert.Equal(
            "Rank 1 and rank 0 do not begin alike: give all ranks the same data, options and output folder.",
            refused.Message);
    }

    [Fact]
    public void Fit_IsRefused_WhereRanksDecideOtherwise()
    {
        ShardExchangeException refused = Assert.Throws<ShardExchangeException>(() => ThreadRanks.Run(2, ranks =>
        {
            using var backend = new CpuBackend(1);
            using var trainer = new Trainer(
                backend, new ShardedRegressor(backend) { DecidedEpoch = ranks.Rank }, _options with { Ranks = ranks });
            return trainer.Fit(TestContext.Current.CancellationToken);
        }));

        Assert.StartsWith(
            "Rank 1 and rank 0 reached other parameters in the same epoch", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainer_RefusesWhatCanNotBeCut()
    {
        using var backend = new CpuBackend(1);

        Assert.Throws<ArgumentException>(() => new Trainer(backend, new TinyProblem(backend), _options));
        Assert.Throws<ArgumentException>(() => new Trainer(
            backend, new ShardedRegressor(backend), _options with { AccumulatedBatches = 2 }));
        Assert.All(
            ThreadRanks.Run(3, ranks =>
                Assert.Throws<ArgumentException>(() => Fit(_options with { Shards = 2, Ranks = ranks })).Message),
            message => Assert.StartsWith("There are 3 ranks for 2 shards", message, StringComparison.Ordinal));
    }

    [Fact]
    public void Memory_OfShardsIsThatOfTheLargest()
    {
        using var backend = new CpuBackend(1);
        var problem = new ShardedRegressor(backend, sequences: 64);
        using var whole = new Trainer(backend, problem, _options with { Shards = 1 });
        using var cut = new Trainer(backend, problem, _options with { Shards = 8 });
        CancellationToken never = TestContext.Current.CancellationToken;

        TrainingMemory one = whole.MeasureMemory(never), eight = cut.MeasureMemory(never);

        Assert.InRange(eight.Tensors, one.Tensors / 10, one.Tensors / 5);
        Assert.True(eight.Held > one.Held);
    }

    [Fact]
    public void Gradients_AreTheParametersOwnAgain_WhenTheTrainerHasEnded()
    {
        using var backend = new CpuBackend(1);
        var problem = new ShardedRegressor(backend);
        using (var trainer = new Trainer(backend, problem, _options))
        {
            trainer.Fit(TestContext.Current.CancellationToken);
        }

        Assert.All(
            problem.Model.Parameters, p => Assert.All(p.Gradient.ToArray(), value => Assert.Equal(0, value)));
    }

    private static (double Loss, double Norm, double Score)[] Course(TrainerOptions options, bool carries)
    {
        var course = new List<(double, double, double)>();
        using var backend = new CpuBackend(1);
        using var trainer = new Trainer(
            backend, new ShardedRegressor(backend, carries: carries), options,
            [new Watcher { Step = report => course.Add((report.Loss, report.GradientNorm, 0)) }]);
        TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);
        Assert.True(double.IsFinite(result.BestScore!.Value));
        return [.. course];
    }

    private static byte[] Fit(
        TrainerOptions options, int threads = 1, bool carries = true, int stopAt = 0, bool resume = false,
        IShardExchange? ranks = null)
    {
        using var backend = new CpuBackend(threads);
        var problem = new ShardedRegressor(backend, carries: carries);
        using var source = new CancellationTokenSource();
        using var trainer = new Trainer(
            backend, problem, ranks is null ? options : options with { Ranks = ranks },
            [new Watcher { Step = report => CancelAt(report.Step) }]);
        if (resume)
        {
            trainer.Resume(options.CheckpointFile!);
        }

        trainer.Fit(source.Token);
        return [.. problem.Model.Parameters.SelectMany(
            p => MemoryMarshal.AsBytes(p.Value.ToArray().AsSpan()).ToArray())];

        void CancelAt(long step)
        {
            if (step == stopAt)
            {
                source.Cancel();
            }
        }
    }
}
