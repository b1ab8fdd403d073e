using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Tasks;

public sealed class AddingTaskTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(1000)]
    public void Sequences_HaveOneMarkInEachHalf_AndTheSumAtTheEnd(int length)
    {
        var task = new AddingTask(length);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "test", 0), 16, batch);
        Assert.Equal(16, batch.TargetCount);
        for (int b = 0; b < 16; b++)
        {
            int[] marked = [.. Enumerable.Range(0, length).Where(t => batch.Step(b, t)[1] == 1)];
            Assert.Equal(2, marked.Length);
            Assert.InRange(marked[0], 0, (length / 2) - 1);
            Assert.InRange(marked[1], length / 2, length - 1);
            Assert.All(Enumerable.Range(0, length), t => Assert.InRange(batch.Step(b, t)[0], 0, 1));
            Assert.Equal(batch.Step(b, marked[0])[0] + batch.Step(b, marked[1])[0], batch.Targets[b]);
            Assert.Equal(length - 1, batch.TargetSteps[b]);
            Assert.Equal(b, batch.TargetSequences[b]);
        }
    }

    [Fact]
    public void TrivialError_IsTheVarianceOfTheTargets()
    {
        var task = new AddingTask(4);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(2, "test", 0), 20_000, batch);
        double error = batch.Targets.Average(y => (y - 1.0) * (y - 1.0));
        Assert.InRange(error / AddingTask.TrivialError, 0.97, 1.03);
    }

    [Fact]
    public void Length_HasRoomForTwoMarks() => Assert.Throws<ArgumentOutOfRangeException>(() => new AddingTask(1));
}
