using Carousel.Boosting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

public sealed class BoostedTreesTests
{
    private const float Gap = float.NaN;
    private static readonly BoostingOptions _stumps = new(LearningRate: 0.1, Leaves: 2);

    [Theory]
    [InlineData(1, 2, 0.0)]
    [InlineData(2, 2, 0.3)]
    [InlineData(3, 7, 0.0)]
    [InlineData(4, 7, 0.3)]
    [InlineData(5, 31, 0.1)]
    public void ATree_IsTheOneThatTryingEverythingFinds(int seed, int leaves, double missing)
    {
        (float[] x, float[] y) = Noise(seed, 200, 3, missing);
        using var workers = new Workers(1);
        var options = new BoostingOptions(BoostingLoss.Squared, 1, leaves, 5);
        var booster = new TreeBooster(new BinnedTable(x, 3, workers), y, options, workers);
        RegressionTree tree = booster.Next();

        double[] left = [.. y.Select(v => v - booster.Start)];
        double[] expected = BruteForceTree.Fit(x, 3, left, leaves, 5);
        for (int r = 0; r < y.Length; r++)
        {
            Assert.Equal(expected[r], tree.Predict(x.AsSpan(r * 3, 3)), 1e-5);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(254)]
    [InlineData(3000)]
    public void ABin_IsTheFirstThatMayHoldTheValue(int rows)
    {
        (float[] x, _) = Noise(rows, rows, 1, 0.1);
        using var workers = new Workers(1);
        var table = new BinnedTable(x, 1, workers);
        for (int r = 0; r < rows; r++)
        {
            int bin = 0;
            while (x[r] > table.EdgeOf(0, bin))
            {
                bin++;
            }

            Assert.Equal(float.IsNaN(x[r]) ? BinnedTable.Missing : bin, table.Column(0)[r]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnInteraction_IsLearned(bool absolute)
    {
        // A single column has no information on the product of their signs.
        float[] x = [.. Noise(7, 2000, 2, 0).X];
        float[] y = [.. Enumerable.Range(0, 2000).Select(r => x[2 * r] > 0.5f == x[(2 * r) + 1] > 0.5f ? 3f : -3)];

        (TreeBooster booster, List<RegressionTree> trees) = Fit(x, 2, y, Options(absolute), 60);

        Assert.True(booster.Loss < 0.3, $"{booster.Loss}");
        Assert.Equal(3, Predict(booster, trees, [0.9f, 0.8f]), 0.2);
        Assert.Equal(-3, Predict(booster, trees, [0.9f, 0.2f]), 0.2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bits_DoNotDependOnThreads(bool absolute)
    {
        (float[] x, float[] y) = Noise(9, 3000, 7, 0.05);
        RegressionTree[][] fits =
        [
            .. new[] { 1, 2, 3 }.Select(t => Fit(x, 7, y, Options(absolute), 10, t).Trees.ToArray()),
        ];

        for (int t = 0; t < 10; t++)
        {
            Assert.Equal(fits[0][t].Nodes, fits[1][t].Nodes);
            Assert.Equal(fits[0][t].Nodes, fits[2][t].Nodes);
        }
    }

    [Fact]
    public void EachTree_AsksAboutItsShareOfTheColumns()
    {
        (float[] x, float[] y) = Noise(5, 2000, 10, 0);

        List<RegressionTree> trees = Fit(x, 10, y, new BoostingOptions(Columns: 0.3), 20, 2).Trees;

        int[][] asked = [.. trees.Select(t => t.Nodes.Select(n => n.Feature).Where(f => f >= 0).Distinct().ToArray())];
        Assert.All(asked, columns => Assert.InRange(columns.Length, 1, 3));
        Assert.Equal(10, asked.SelectMany(columns => columns).Distinct().Count());
        Assert.Equal(
            trees.SelectMany(t => t.Nodes),
            Fit(x, 10, y, new BoostingOptions(Columns: 0.3), 20, 1).Trees.SelectMany(t => t.Nodes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AConstant_IsNotDivided(bool absolute)
    {
        (float[] x, _) = Noise(3, 300, 2, 0.1);
        (TreeBooster booster, List<RegressionTree> trees) = Fit(
            x, 2, [.. Enumerable.Repeat(4.5f, 300)], Options(absolute), 3);

        Assert.Equal(0, booster.Loss);
        Assert.All(trees, t => Assert.Single(t.Nodes));
        Assert.Equal(4.5, Predict(booster, trees, [0.1f, Gap]));
    }

    [Fact]
    public void AFewRows_AreNotDivided()
    {
        (float[] x, float[] y) = Noise(3, 79, 2, 0);

        Assert.All(Fit(x, 2, y, new BoostingOptions(), 3).Trees, t => Assert.Single(t.Nodes));
        Assert.Equal(3, Fit([Gap, Gap], 1, [3, 3], new BoostingOptions(), 1).Booster.Start);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public void MissingValues_GoWhereTheyFit(float ofMissing)
    {
        // Low values are −5, high ones 5; missing ones are as the one or the other.
        float[] x = [.. Enumerable.Range(0, 600).Select(r => r % 3 == 0 ? Gap : r)];
        float[] y = [.. x.Select(v => float.IsNaN(v) ? ofMissing : v < 300 ? -5f : 5)];

        (TreeBooster booster, List<RegressionTree> trees) = Fit(x, 1, y, _stumps, 80);

        Assert.Equal(ofMissing > 0, !trees[0].Nodes[0].MissingLeft);
        Assert.Equal(ofMissing, Predict(booster, trees, [Gap]), 0.1);
        Assert.Equal(-5, Predict(booster, trees, [100]), 0.1);
        Assert.Equal(5, Predict(booster, trees, [1e9f]), 0.1);
    }

    [Fact]
    public void WhetherAValueIsThere_IsAQuestion()
    {
        float[] x = [.. Enumerable.Range(0, 400).Select(r => r % 4 == 0 ? Gap : r)];
        float[] y = [.. x.Select(v => float.IsNaN(v) ? 8f : 2)];

        (TreeBooster booster, List<RegressionTree> trees) = Fit(x, 1, y, _stumps, 100);

        Assert.Equal(8, Predict(booster, trees, [Gap]), 0.05);
        Assert.Equal(2, Predict(booster, trees, [399]), 0.05);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EachTree_MakesTheLossSmaller_AndStagesAddUp(bool absolute)
    {
        (float[] x, float[] y) = Noise(11, 1500, 4, 0.05);
        using var workers = new Workers(2);
        var booster = new TreeBooster(new BinnedTable(x, 4, workers), y, Options(absolute), workers);
        double[] told = [.. y.Select(_ => booster.Start)];
        double before = booster.Loss;
        for (int t = 0; t < 25; t++)
        {
            RegressionTree tree = booster.Next();
            for (int r = 0; r < told.Length; r++)
            {
                told[r] += tree.Predict(x.AsSpan(r * 4, 4));
            }

            double here = told.Zip(y, (p, v) => absolute ? Math.Abs(v - p) : (v - p) * (v - p))
                .Average();
            Assert.True(booster.Loss <= before + 1e-12, $"tree {t}: {booster.Loss} after {before}");
            Assert.Equal(booster.Loss, here, 1e-9);
            before = booster.Loss;
        }

        Assert.True(before < 0.8 * (absolute ? 1.2 : 2));
    }

    [Fact]
    public void Bins_AreQuantiles_WhereThereAreManyValues()
    {
        using var workers = new Workers(1);
        float[] x = [.. Enumerable.Range(0, 10_000).Select(r => (float)(r * 7919 % 10_000))];
        var table = new BinnedTable(x, 1, workers);
        int[] counts = new int[BinnedTable.Bins];
        foreach (byte code in table.Column(0))
        {
            counts[code]++;
        }

        Assert.Equal(255, table.BinsOf(0));
        Assert.All(counts[..255], c => Assert.InRange(c, 38, 41));
        Assert.Equal(0, counts[BinnedTable.Missing]);
        for (int r = 0; r < x.Length; r++)
        {
            int code = table.Column(0)[r];
            Assert.True(x[r] <= table.EdgeOf(0, code) && (code == 0 || x[r] > table.EdgeOf(0, code - 1)));
        }
    }

    [Fact]
    public void Bins_AreTheValues_WhereThereAreFew()
    {
        using var workers = new Workers(1);
        float next = MathF.BitIncrement(3);
        var table = new BinnedTable([3, next, -1, Gap, 3, 3, 3, 3], 1, workers);

        Assert.Equal([1, 2, 0, 255, 1, 1, 1, 1], table.Column(0).ToArray());
        Assert.Equal((1f, 3f, float.PositiveInfinity), (table.EdgeOf(0, 0), table.EdgeOf(0, 1), table.EdgeOf(0, 2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1001)]
    public void TheMedian_IsThatOfTheSortedNumbers(int count)
    {
        var random = new Random(count);
        double[] values = [.. Enumerable.Range(0, count).Select(i => (double)random.Next(count))];
        double[] sorted = [.. values.Order()];

        Assert.Equal((sorted[count / 2] + sorted[(count - 1) / 2]) / 2, Median.TakeFrom(values));
    }

    [Fact]
    public void ASumOfGradients_HoldsCountAndSum()
    {
        GradientSum sum = default;
        for (int i = 0; i < 1000; i++)
        {
            sum += GradientSum.Of(i % 2 == 0 ? -GradientSum.MostGradient : 5);
        }

        Assert.Equal((1000, (500L * 5) - (500L * GradientSum.MostGradient)), (sum.Count, sum.Sum));
        sum -= GradientSum.Of(-GradientSum.MostGradient);
        Assert.Equal((999, (500L * 5) - (499L * GradientSum.MostGradient)), (sum.Count, sum.Sum));
    }

    private static BoostingOptions Options(bool absolute) =>
        new(absolute ? BoostingLoss.Absolute : BoostingLoss.Squared, 0.1);

    private static (TreeBooster Booster, List<RegressionTree> Trees) Fit(
        float[] x, int features, float[] y, BoostingOptions options, int count, int threads = 1)
    {
        using var workers = new Workers(threads);
        var booster = new TreeBooster(new BinnedTable(x, features, workers), y, options, workers);
        var trees = new List<RegressionTree>();
        for (int t = 0; t < count; t++)
        {
            trees.Add(booster.Next());
        }

        return (booster, trees);
    }

    private static double Predict(TreeBooster booster, List<RegressionTree> trees, float[] row) =>
        booster.Start + trees.Sum(t => t.Predict(row));

    /// <summary>Uniform columns, some values missing, and a target that depends on them and on chance.</summary>
    private static (float[] X, float[] Y) Noise(int seed, int rows, int features, double missing)
    {
        var random = new Random(seed);
        float[] x = new float[rows * features], y = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            double sum = 0;
            for (int f = 0; f < features; f++)
            {
                float value = (float)random.NextDouble();
                sum += Math.Sin((f + 2) * value) * (f + 1);
                x[(r * features) + f] = random.NextDouble() < missing ? Gap : value;
            }

            y[r] = (float)(sum + random.NextDouble());
        }

        return (x, y);
    }
}
