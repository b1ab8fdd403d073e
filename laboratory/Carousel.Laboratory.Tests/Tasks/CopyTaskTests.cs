using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Tasks;

public sealed class CopyTaskTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 3)]
    [InlineData(1000, 10)]
    public void Sequences_AreSymbolsBlanksDelimiterAndBlanks(int blanks, int count)
    {
        var task = new CopyTask(blanks, count);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "test", 0), 8, batch);
        Assert.Equal(8 * count, batch.TargetCount);
        Assert.Equal(8 * task.Length, batch.Inputs.Packing.Rows);
        for (int b = 0; b < 8; b++)
        {
            int[] symbols = [.. Enumerable.Range(0, task.Length).Select(t => Symbol(batch, b, t))];
            Assert.All(symbols[..count], symbol => Assert.InRange(symbol, 0, CopyTask.Symbols - 1));
            Assert.All(symbols[count..(count + blanks)], symbol => Assert.Equal(CopyTask.Blank, symbol));
            Assert.Equal(CopyTask.Delimiter, symbols[count + blanks]);
            Assert.All(symbols[(count + blanks + 1)..], symbol => Assert.Equal(CopyTask.Blank, symbol));
            for (int k = 0; k < count; k++)
            {
                int target = (b * count) + k;
                Assert.Equal(b, batch.TargetSequences[target]);
                Assert.Equal(count + blanks + 1 + k, batch.TargetSteps[target]);
                Assert.Equal(symbols[k], (int)batch.Targets[target]);
            }
        }
    }

    [Fact]
    public void Blanks_AreAsManyAsChanceHasIt_WhereALeastIsGiven()
    {
        var task = new CopyTask(blanks: 9, count: 2, leastBlanks: 4);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "test", 0), 200, batch);
        var seen = new SortedSet<int>();
        for (int b = 0; b < 200; b++)
        {
            int length = batch.Inputs.Packing.Lengths[batch.Inputs.Packing.Place[b]], blanks = length - 5;
            seen.Add(blanks);
            Assert.Equal(CopyTask.Delimiter, Symbol(batch, b, 2 + blanks));
            Assert.Equal([length - 2, length - 1], batch.TargetSteps.Skip(2 * b).Take(2));
            Assert.Equal(
                [Symbol(batch, b, 0), Symbol(batch, b, 1)], batch.Targets.Skip(2 * b).Take(2).Select(t => (int)t));
        }

        Assert.Equal([4, 5, 6, 7, 8, 9], seen);
    }

    [Fact]
    public void Symbols_AreEquallyLikely()
    {
        var task = new CopyTask(0);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(3, "test", 0), 4000, batch);
        Assert.All(
            Enumerable.Range(0, CopyTask.Symbols),
            symbol => Assert.InRange(batch.Targets.Count(t => (int)t == symbol) / 5000.0, 0.94, 1.06));
    }

    [Fact]
    public void Batches_AreTheSame_WhenTheRoomWasUsedBefore()
    {
        var task = new CopyTask(5, 2);
        var (fresh, used) = (new TaskBatch(task), new TaskBatch(task));
        task.Draw(new TrialRandom(1, "other", 0), 9, used);
        task.Draw(new TrialRandom(1, "test", 4), 6, used);
        task.Draw(new TrialRandom(1, "test", 4), 6, fresh);
        Assert.Equal(fresh.Inputs.Values.ToArray(), used.Inputs.Values.ToArray());
        Assert.Equal(fresh.Targets, used.Targets);
    }

    [Fact]
    public void Counts_AreCheckedWhenItIsMade()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyTask(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyTask(10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyTask(10, 1, 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CopyTask(10, 1, -1));
    }

    private static int Symbol(TaskBatch batch, int sequence, int step)
    {
        float[] features = batch.Step(sequence, step).ToArray();
        Assert.Equal(1, features.Sum());
        return Array.IndexOf(features, 1f);
    }
}
