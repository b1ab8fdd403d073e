using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Tasks;

public sealed class TemporalOrderTaskTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Sequences_HaveTwoRelevantSymbolsInTheirPlaces_AndTheirOrderAtTheEnd(int length)
    {
        var task = new TemporalOrderTask(length);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "test", 0), 32, batch);
        for (int b = 0; b < 32; b++)
        {
            int[] symbols = [.. Enumerable.Range(0, length).Select(t => Symbol(batch, b, t))];
            int[] places = [.. Enumerable.Range(0, length).Where(t => symbols[t] >= TemporalOrderTask.X)];
            Assert.Equal(2, places.Length);
            Assert.InRange(places[0], Math.Max(1, length / 10), Math.Max(1, length / 5));
            Assert.InRange(places[1], length / 2, 3 * length / 5);
            Assert.Equal(TemporalOrderTask.Start, symbols[0]);
            Assert.Equal(TemporalOrderTask.End, symbols[^1]);
            Assert.All(
                Enumerable.Range(1, length - 2).Except(places),
                t => Assert.InRange(symbols[t], TemporalOrderTask.FirstNoise, TemporalOrderTask.X - 1));
            Assert.Equal(
                (2 * (symbols[places[0]] - TemporalOrderTask.X)) + symbols[places[1]] - TemporalOrderTask.X,
                (int)batch.Targets[b]);
            Assert.Equal(length - 1, batch.TargetSteps[b]);
        }
    }

    [Fact]
    public void Orders_AreEquallyLikely()
    {
        var task = new TemporalOrderTask(10);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(3, "test", 0), 16_000, batch);
        Assert.All(
            Enumerable.Range(0, 4),
            order => Assert.InRange(batch.Targets.Count(t => (int)t == order) / 4000.0, 0.93, 1.07));
    }

    [Fact]
    public void Length_HasRoomForBothSymbols() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalOrderTask(4));

    private static int Symbol(TaskBatch batch, int sequence, int step)
    {
        float[] features = batch.Step(sequence, step).ToArray();
        Assert.Equal(1, features.Sum());
        return Array.IndexOf(features, 1f);
    }
}
