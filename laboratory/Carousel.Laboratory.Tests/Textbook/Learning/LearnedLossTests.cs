using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;

namespace Carousel.Laboratory.Tests.Textbook.Learning;

public sealed class LearnedLossTests
{
    [Fact]
    public void OfTwoThatSolveATask_NeitherIsBetter()
    {
        var one = new LearnedLoss(0, 1e-3, 1, 1);
        Assert.Equal(Math.Log(LearnedLoss.Solved), one.LogShare);
        Assert.Equal(one.LogShare, (one with { Test = 1e-6 }).LogShare);
        Assert.Equal(Math.Log(0.5), (one with { Test = 0.5 }).LogShare);
    }

    [Fact]
    public void ATrainingSet_ComesRoundAgain()
    {
        const int BatchSize = 4, Distinct = 3, Steps = 12;
        var task = new WatchedTask(BatchSize);
        using var backend = new CpuBackend(1);
        LearnedLoss.Of(
            new Lstm(task.InputSize, 2), task,
            new TaskTrainingOptions
            {
                BatchSize = BatchSize,
                CheckEvery = 2,
                MostSequences = BatchSize * Steps,
                DistinctBatches = Distinct,
                HeldSequences = 8,
            },
            1, backend, CancellationToken.None);
        Assert.Equal(Steps, task.Drawn.Count);
        Assert.Equal(Distinct, task.Drawn.Distinct().Count());
        Assert.Equal(task.Drawn[..Distinct], task.Drawn[Distinct..(2 * Distinct)]);
    }

    /// <summary>Keeps the first value of each batch of one size.</summary>
    private sealed class WatchedTask(int size) : SequenceTask
    {
        private readonly AddingTask _task = new(4);

        public List<float> Drawn { get; } = [];

        public override string Name => "watched";

        public override int InputSize => _task.InputSize;

        public override int OutputSize => _task.OutputSize;

        public override bool HasClasses => _task.HasClasses;

        public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
        {
            _task.Draw(random, sequences, batch);
            if (sequences == size)
            {
                Drawn.Add(batch.Step(0, 0)[0]);
            }
        }
    }
}
