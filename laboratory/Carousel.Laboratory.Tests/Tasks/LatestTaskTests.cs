using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Tasks;

public sealed class LatestTaskTests
{
    private const int Length = 20, Sequences = 400;

    [Fact]
    public void Draw_AsksForTheValueThatWasMarkedLast()
    {
        TaskBatch batch = Draw();

        Assert.Equal(Sequences, batch.TargetCount);
        for (int b = 0; b < Sequences; b++)
        {
            int[] marked = [.. Enumerable.Range(0, Length).Where(t => batch.Step(b, t)[1] == 1)];
            Assert.InRange(marked[0], 0, (Length / 2) - 1);
            Assert.InRange(marked[^1], 0, Length - (Length / 4) - 1);
            Assert.Equal(batch.Step(b, marked[^1])[0], batch.Targets[b]);
            Assert.Equal(Length - 1, batch.TargetSteps[b]);
        }
    }

    [Fact]
    public void Draw_HasTheErrorOfGuessingThatItStates()
    {
        Assert.Equal(LatestTask.TrivialError, Draw().Targets.Average(v => (v - 0.5) * (v - 0.5)), 0.01);
    }

    [Fact]
    public void LatestTask_RefusesSequencesTooShortForAMark() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatestTask(7));

    private static TaskBatch Draw()
    {
        var task = new LatestTask(Length);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "latest", 0), Sequences, batch);
        return batch;
    }
}
