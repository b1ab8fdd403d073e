using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Baselines;

public sealed class RegressionSumsTests
{
    private const int Inputs = 13, Outputs = 3, Windows = 60;

    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.1)]
    [InlineData(10)]
    public void TheMap_HasNoSlopeOfItsLoss(double penalty)
    {
        (double[][] x, double[][] y) = Draw(Windows, seed: 1);
        LinearMap map = Sums(x, y).Solve(penalty);
        double[] mean = [.. Enumerable.Range(0, Inputs).Select(i => x.Average(row => row[i]))];
        double[] scale = [.. mean.Select((m, i) => Math.Sqrt(x.Average(r => (r[i] - m) * (r[i] - m))))];

        // Half the slope of Σ(y − ŷ)² + λ·n·Σ(w·s)² by a weight in units of a scaled input, by an offset.
        for (int k = 0; k < Outputs; k++)
        {
            double[] left = [.. x.Select((row, r) => y[r][k] - Apply(map, row)[k])];
            Assert.Equal(0, left.Average(), 1e-5);
            for (int i = 0; i < Inputs; i++)
            {
                double slope = left.Select((e, r) => e * (x[r][i] - mean[i]) / scale[i]).Sum()
                    - (penalty * Windows * map.Weights[(i * Outputs) + k] * scale[i]);
                Assert.InRange(slope, -1e-4, 1e-4);
            }
        }
    }

    [Fact]
    public void APartTakenAway_LeavesTheMapOfTheOthers()
    {
        (double[][] x, double[][] y) = Draw(Windows, seed: 2);
        RegressionSums all = Sums(x, y);
        all.Add(Sums(x[20..35], y[20..35]), -1);
        LinearMap expected = Sums([.. x[..20], .. x[35..]], [.. y[..20], .. y[35..]]).Solve(0.01),
            map = all.Solve(0.01);

        Assert.Equal(Windows - 15, all.Count);
        Assert.Equal(Apply(expected, x[0])[0], Apply(map, x[0])[0], 1e-5);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    public void AnInputOfTakenWindowsOnly_HasNoWeight(double penalty)
    {
        (double[][] x, double[][] y) = Draw(Windows, seed: 3);
        bool[] isRelative = [.. Enumerable.Range(0, Inputs).Select(i => i is > 0 and not 4)];

        // Input 4 is 0 outside of the windows that are taken away and of those whose second output is missing.
        for (int r = 0; r < Windows; r++)
        {
            x[r][4] = r is >= 20 and < 45 ? 1 / 3.0 + x[r][4] : 0;
            y[r][1] = r is >= 35 and < 50 ? double.NaN : y[r][1];
        }

        RegressionSums all = Sums(x, y), expected = Sums([.. x[..20], .. x[35..]], [.. y[..20], .. y[35..]]);
        all.Add(Sums(x[20..35], y[20..35]), -1);
        foreach ((LinearMap wanted, LinearMap map) in ((LinearMap, LinearMap)[])
            [
                (expected.Solve(penalty), all.Solve(penalty)),
                (expected.Solve(penalty, 0, isRelative), all.Solve(penalty, 0, isRelative)),
            ])
        {
            Assert.Equal(0, map.Weights[(4 * Outputs) + 1]);
            Assert.Equal(Apply(wanted, x[0])[1], Apply(map, x[0])[1], 1e-4);
        }
    }

    [Fact]
    public void AMissingOutput_LeavesTheWindowOutOfItsOwnMap()
    {
        (double[][] x, double[][] y) = Draw(Windows, seed: 7);
        double[][] gaps =
            [.. y.Select((row, r) => (double[])[row[0], r is >= 10 and < 25 ? double.NaN : row[1], row[2]])];
        LinearMap whole = Sums(x, y).Solve(0.01), map = Sums(x, gaps).Solve(0.01);
        LinearMap without = Sums([.. x[..10], .. x[25..]], [.. y[..10], .. y[25..]]).Solve(0.01);
        LinearMap towards = Sums(x, gaps).SolveTowards(whole, 5);
        LinearMap towardsWithout = Sums([.. x[..10], .. x[25..]], [.. y[..10], .. y[25..]]).SolveTowards(whole, 5);
        RegressionSums left = Sums(x, gaps);
        left.Add(Sums(x[5..20], gaps[5..20]), -1);

        Assert.Equal(Apply(whole, x[0])[0], Apply(map, x[0])[0], 1e-5);
        Assert.Equal(Apply(without, x[0])[1], Apply(map, x[0])[1], 1e-5);
        Assert.Equal(Apply(whole, x[0])[2], Apply(map, x[0])[2], 1e-5);
        Assert.Equal(Apply(towardsWithout, x[0])[1], Apply(towards, x[0])[1], 1e-5);
        Assert.Equal(
            Apply(Sums([.. x[..5], .. x[25..]], [.. y[..5], .. y[25..]]).Solve(0.01), x[0])[1],
            Apply(left.Solve(0.01), x[0])[1], 1e-5);
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.1)]
    [InlineData(1e9)]
    public void WhatLiesBeyondALevel_IsTheRegressionOfTheDifferences(double penalty)
    {
        (double[][] x, double[][] y) = Draw(Windows, seed: 5);
        const int level = 4;
        bool[] isRelative = [.. Enumerable.Range(0, Inputs).Select(i => i < level || i > 9)];
        double[][] beyond =
            [.. x.Select(row => (double[])[.. row.Select((v, i) => isRelative[i] ? v - row[level] : v)])];
        double[][] left = [.. y.Select((row, r) => (double[])[.. row.Select(v => v - x[r][level])])];
        LinearMap expected = Sums(beyond, left).Solve(penalty), map = Sums(x, y).Solve(penalty, level, isRelative);

        for (int r = 0; r < 5; r++)
        {
            double[] told = [.. Apply(expected, beyond[r]).Select(v => v + x[r][level])];
            Assert.Equal(told, Apply(map, x[r]), (a, b) => Math.Abs(a - b) < 1e-4);
        }
    }

    [Fact]
    public void InputsThatNeverChange_HaveNoWeight()
    {
        (double[][] x, double[][] y) = Draw(Windows, seed: 3);
        foreach (double[] row in x)
        {
            (row[2], row[5]) = (1e4, 0);
        }

        LinearMap map = Sums(x, y).Solve(1e-4);

        Assert.All(map.Weights.Slice(2 * Outputs, Outputs).ToArray(), w => Assert.Equal(0, w));
        Assert.All(map.Weights.Slice(5 * Outputs, Outputs).ToArray(), w => Assert.Equal(0, w));
        Assert.All(Apply(map, x[0]), v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void AMap_HasItsBits_FromAFile()
    {
        (double[][] x, double[][] y) = Draw(Windows, seed: 4);
        LinearMap map = Sums(x, y).Solve(0.01), read = LinearMap.Of(map.ToTensor("map"), Inputs, Outputs)!;

        Assert.Equal(Apply(map, x[7]), Apply(read, x[7]));
        Assert.Null(LinearMap.Of(map.ToTensor("map"), Inputs + 1, Outputs));
    }

    private static RegressionSums Sums(double[][] x, double[][] y)
    {
        var sums = new RegressionSums(Inputs, Outputs);
        for (int r = 0; r < x.Length; r++)
        {
            sums.Add(x[r], y[r]);
        }

        return sums;
    }

    private static double[] Apply(LinearMap map, double[] x)
    {
        var y = new double[Outputs];
        map.Apply(x, y);
        return y;
    }

    private static (double[][] X, double[][] Y) Draw(int windows, int seed)
    {
        var random = new Random(seed);
        double[][] x =
        [
            .. Enumerable.Range(0, windows).Select(_ => Enumerable.Range(0, Inputs)
                .Select(i => i == 9 ? random.Next(2) : 3 + random.NextDouble()).ToArray()),
        ];
        return (x,
        [
            .. x.Select(row => Enumerable.Range(0, Outputs)
                .Select(k => row[k] - (2 * row[9]) + random.NextDouble()).ToArray()),
        ]);
    }
}
