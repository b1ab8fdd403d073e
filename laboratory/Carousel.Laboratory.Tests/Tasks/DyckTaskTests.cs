using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Tasks;

public sealed class DyckTaskTests
{
    [Theory]
    [InlineData(1, 2, 50, 1, 5)]
    [InlineData(3, 2, 50, 1, 5)]
    [InlineData(2, 100, 100, 7, 7)]
    [InlineData(2, 40, 60, 6, 10)]
    public void Words_AreBalancedAndWithinTheBounds(int kinds, int shortest, int longest, int shallowest, int deepest)
    {
        var task = new DyckTask(kinds, shortest, longest, shallowest, deepest);
        var random = new TrialRandom(1, "words", 0);
        var lengths = new SortedSet<int>();
        for (int n = 0; n < 2_000; n++)
        {
            int[] word = task.DrawWord(random);
            lengths.Add(word.Length);
            Assert.InRange(Depth(word, kinds), shallowest, deepest);
        }

        Assert.Equal(Enumerable.Range(shortest / 2, ((longest - shortest) / 2) + 1).Select(n => 2 * n), lengths);
    }

    [Fact]
    public void Words_AreEachAsLikely()
    {
        // There are five words of three pairs: four reach depth 2 at most, one depth 3; one of the four stays at depth
        // 1.
        var random = new TrialRandom(1, "words", 0);
        Dictionary<string, int> all = Draw(new DyckTask(1, 6, 6, 1, 3)), two = Draw(new DyckTask(1, 6, 6, 2, 2));
        Assert.Equal(5, all.Count);
        Assert.All(all.Values, count => Assert.InRange(count, 1_900, 2_100));
        Assert.Equal(["001011", "001101", "010011"], two.Keys.Order());
        Assert.All(two.Values, count => Assert.InRange(count, 3_200, 3_470));

        Dictionary<string, int> Draw(DyckTask task) =>
            Enumerable.Range(0, 10_000).Select(_ => string.Concat(task.DrawWord(random))).GroupBy(w => w)
                .ToDictionary(g => g.Key, g => g.Count());
    }

    [Fact]
    public void Targets_AreTheKindOfTheInnermostOpenBracket()
    {
        var batch = new TaskBatch(new DyckTask(2, 6, 6, 1, 3));
        DyckTask.Write([[0, 1, 3, 2, 1, 3], [0, 2]], 2, batch);
        Assert.Equal([0f, 1, 0, 2, 1, 2, 0, 2], batch.Targets);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1], batch.TargetSequences);
        Assert.Equal([0f, 0, 0, 1], batch.Step(0, 2).ToArray());
    }

    private static int Depth(int[] word, int kinds)
    {
        var open = new Stack<int>();
        int deepest = 0;
        foreach (int symbol in word)
        {
            if (symbol < kinds)
            {
                open.Push(symbol);
            }
            else
            {
                Assert.Equal(symbol - kinds, open.Pop());
            }

            deepest = Math.Max(deepest, open.Count);
        }

        Assert.Empty(open);
        return deepest;
    }
}
