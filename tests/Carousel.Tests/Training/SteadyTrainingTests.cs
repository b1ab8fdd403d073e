using Carousel.Autograd;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>What a steady step takes: no managed memory, and no more of the arena.</summary>
[Collection(typeof(Alone))]
public sealed class SteadyTrainingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fit_AllocatesNothingInASteadyStep_AndTheArenaStaysFlat_WithARecurrentModel(int threads)
    {
        using var backend = new CpuBackend(threads);
        var options = new TrainerOptions { Epochs = 12, LearningRate = 0.01, CheckpointSeconds = 0 };

        AssertSteady(
            watcher => new Trainer(backend, SequenceRegressor.Random(backend), options, [watcher]), stepsOfAnEpoch: 6,
            warmUps: 3);
    }

    [Fact]
    public void Fit_AllocatesNothingInASteadyStep_AndTheArenaStaysFlat_WhenGradientsAreClipped()
    {
        using var backend = new CpuBackend(1);
        var options = new TrainerOptions { Epochs = 6, ClipValue = 1, ClipNorm = 0.5 };

        AssertSteady(
            watcher => new Trainer(backend, new TinyProblem(backend), options, [watcher]), stepsOfAnEpoch: 8,
            warmUps: 2);
    }

    /// <param name="make">Makes the trainer that is watched.</param>
    /// <param name="stepsOfAnEpoch">The first step of each epoch follows a validation, which may allocate, and is left
    /// out.</param>
    /// <param name="warmUps">Epochs that are left out.</param>
    private static void AssertSteady(Func<Watcher, Trainer> make, int stepsOfAnEpoch, int warmUps)
    {
        var bytes = new List<long>(1000);
        var arena = new List<long>(1000);
        Trainer? trainer = null;
        var watcher = new Watcher
        {
            Step = _ =>
            {
                bytes.Add(
                    bytes.Count % stepsOfAnEpoch == 0 ? Allocations.BytesSoFarWithoutBuffer() : Allocations.BytesSoFar);
                arena.Add(trainer!.ArenaBytes);
            },
        };
        using (trainer = make(watcher))
        {
            trainer.Fit(TestContext.Current.CancellationToken);
        }

        Assert.True(bytes.Count > (warmUps + 1) * stepsOfAnEpoch);
        for (int step = warmUps * stepsOfAnEpoch; step < bytes.Count; step++)
        {
            if (step % stepsOfAnEpoch != 0)
            {
                Assert.Equal(0, bytes[step] - bytes[step - 1]);
            }
        }

        Assert.Equal(arena[(warmUps - 1) * stepsOfAnEpoch], arena[^1]);
    }
}
