using Carousel.RemainingLife;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.RemainingLife;

public sealed class LifeMethodTests
{
    [Fact]
    public void Scores_AreThoseOfTheirDefinition()
    {
        // One unit told 10 too long; one told 13 too short at one cut, and exactly at the other.
        LifeScores scores = LifeScores.Of([new(0, 50, 60), new(1, 40, 27), new(1, 20, 20)]);

        Assert.Equal(Math.Sqrt((100 + 84.5) / 2), scores.Rmse, 10);
        Assert.Equal((10 + 6.5) / 2, scores.Mae, 10);
        Assert.Equal((Math.E - 1) + ((Math.E - 1) / 2), scores.Score, 10);
        Assert.Equal((10 - 6.5) / 2, scores.Bias, 10);
    }

    [Fact]
    public void Statistics_OfAStraightLine_AreItsMeansAndItsSlope()
    {
        const int Length = 80;
        var statistics = new WindowStatistics(1);
        float[] rows = statistics.Of(
            [.. Enumerable.Range(0, Length).Select(t => 0.5f * t)],
            [.. Enumerable.Range(0, Length).Select(t => (float)t)]);
        float[] last = rows[^statistics.Count..];

        Assert.Equal(79, last[0]);
        Assert.Equal([0.5f * 77, 0.5f * 72, 0.5f * 59.5f], last[1..4], Near);
        Assert.Equal([20 * 0.5f, 50 * 0.5f], last[4..6], Near);
        Assert.Equal(0.5f * (72 - 7), last[6], 1e-3f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Statistics_OfARecord_DoNotDependOnLaterOnes(int seed)
    {
        var values = new float[120 * 3];
        new CounterRandom((ulong)seed, CounterRandom.Purpose("test")).Uniform(0, values);
        var statistics = new WindowStatistics(3);
        float[] ages = [.. Enumerable.Range(0, 120).Select(t => (float)t)];
        float[] all = statistics.Of(values, ages), first = statistics.Of(values.AsSpan(0, 50 * 3), ages.AsSpan(0, 50));

        Assert.Equal(first, all[..first.Length]);
    }

    [Fact]
    public void Regression_FindsALine()
    {
        var sums = new LifeRegression(2);
        for (int i = 0; i < 40; i++)
        {
            float a = i % 7, b = i % 5;
            sums.Add([a, b], 3 + (2 * a) - b);
        }

        float[] weights = sums.Solve(1e-9);
        Assert.Equal([2f, -1, 3], weights, Near);
        Assert.Equal(3 + 8 - 1, LifeRegression.Tell(weights, [4, 1]), 3);
    }

    [Fact]
    public void Methods_TellTheSameBits_AfterTheirFile()
    {
        var x = new float[300 * 4];
        new CounterRandom(1, CounterRandom.Purpose("test")).Uniform(0, x);
        float[] y = [.. Enumerable.Range(0, 300).Select(r => (x[r * 4] * x[(r * 4) + 1]) + x[(r * 4) + 2])];
        using var workers = new Workers(2);
        TreesLife trees = TreesLife.Fit(x, y, 20, 0.1, workers);
        TreesLife stored = TreesLife.Of(trees.ToTensor("t"), 4)!;
        for (int r = 0; r < 300; r++)
        {
            Assert.Equal(trees.Tell(x.AsSpan(r * 4, 4)), stored.Tell(x.AsSpan(r * 4, 4)));
        }

        Assert.Null(TreesLife.Of(trees.ToTensor("t"), 2));
        StoredTensor tensor = trees.ToTensor("t");
        float[] looped = tensor.Values.ToArray();
        looped[10 + 2] = 0;
        Assert.Null(TreesLife.Of(new StoredTensor("t", tensor.Shape, looped), 4));
    }

    [Fact]
    public void Folds_HoldEachUnitOnce()
    {
        var folds = LifeFolds.Divide(23, 5);

        Assert.Equal([4, 4, 5, 5, 5], Enumerable.Range(0, 5).Select(k => folds.Of.Count(f => f == k)).Order());
        Assert.All(folds.Without(1, 3), u => Assert.DoesNotContain(folds.Of[u], new[] { 1, 3 }));
    }

    [Fact]
    public void WithNothingOfTheNetwork_TheAnswerIsTheBaselinesOwn()
    {
        var fitted = new LifeFitted(
            new LifeScale([0], [0], [1]), new LifeTarget(125, 125), 300, 0,
            [.. LifeDesign.Quantiles.Select(_ => 1.0)]);
        float[] output = [0.31f, 0.1f, 0.2f, 0.25f, 0.3f, 0.31f, 0.32f, 0.33f, 0.34f, 0.5f];
        var told = LifeTold.Of(fitted, output, 0.4242f);

        Assert.Equal(told.Baseline, told.Life);
        Assert.Equal(0.4242f * 125.0, told.Life);
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-3;
}
