using Carousel.Forecasting;
using Carousel.Forecasting.Hierarchies;

namespace Carousel.Jobs.Tests.Forecasting.Hierarchies;

/// <summary>Minimum trace against its textbook form, ỹ = S·(Sᵀ·W⁻¹·S)⁻¹·Sᵀ·W⁻¹·ŷ, and what any projection
/// does.</summary>
public sealed class MinTraceTests
{
    private const double Near = 1e-9;

    public static TheoryData<int, int, int> Cases => new()
    {
        { 1, 6, 0 }, { 2, 6, 3 }, { 3, 9, 9 }, { 4, 12, 40 }, { 5, 7, 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forecasts_AreThoseOfTheTextbook(int seed, int series, int origins)
    {
        (Hierarchy hierarchy, double[][] errors, double[] values) = Draw(seed, series, origins);
        var trace = new MinTrace(hierarchy, errors);
        double[] expected = Textbook(hierarchy, Covariance(errors, hierarchy.Nodes.Count, trace.Intensity), values);
        trace.Apply(values);
        Assert.All(expected.Zip(values), v => Assert.Equal(v.First, v.Second, Near * (1 + Math.Abs(v.First))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WhatAddsUp_StaysAsItIs(int seed, int series, int origins)
    {
        (Hierarchy hierarchy, double[][] errors, double[] values) = Draw(seed, series, origins);
        var trace = new MinTrace(hierarchy, errors);
        hierarchy.Sum(values);
        double[] coherent = [.. values];
        trace.Apply(values);
        Assert.All(coherent.Zip(values), v => Assert.Equal(v.First, v.Second, Near * (1 + Math.Abs(v.First))));
    }

    [Fact]
    public void ASumThatNeverErred_IsKept()
    {
        (Hierarchy hierarchy, double[][] errors, double[] values) = Draw(7, 8, 30);
        foreach (double[] error in errors)
        {
            error[0] = 0;
        }

        double total = values[0];
        new MinTrace(hierarchy, errors).Apply(values);
        Assert.Equal(total, values[0], 1e-6 * Math.Abs(total));
    }

    [Fact]
    public void BottomUp_AddsTheBottomUp_AndNothingIsBelowZero()
    {
        (Hierarchy hierarchy, double[][] errors, double[] values) = Draw(8, 8, 5);
        values[hierarchy.Sums] = -3;
        double[] expected = [.. values.Select(value => Math.Max(value, 0))];
        hierarchy.Sum(expected);
        new ReconciledStep(hierarchy, ForecastReconciliation.BottomUp, errors).Apply(values, isNonNegative: true);
        Assert.Equal(expected, values);
    }

    [Theory]
    [InlineData(1, 4, 3)]
    [InlineData(2, 9, 12)]
    [InlineData(3, 30, 5)]
    public void Shrinkage_IsThatOfItsDefinition(int seed, int nodes, int count)
    {
        var random = new Random(seed);
        double[][] errors =
        [
            .. Enumerable.Range(0, count).Select(_ =>
                Enumerable.Range(0, nodes).Select(_ => Normal(random)).ToArray()),
        ];
        for (int i = 0; i < nodes; i++)
        {
            double scale = Math.Sqrt(errors.Average(e => e[i] * e[i]));
            foreach (double[] error in errors)
            {
                error[i] /= scale;
            }
        }

        double above = 0, below = 0;
        for (int i = 0; i < nodes; i++)
        {
            for (int j = 0; j < nodes; j++)
            {
                if (i != j)
                {
                    double[] products = [.. errors.Select(e => e[i] * e[j])];
                    double mean = products.Average();
                    above += products.Sum(p => (p - mean) * (p - mean)) / count / (count - 1);
                    below += mean * mean;
                }
            }
        }

        Assert.Equal(Math.Clamp(above / below, 0, 1), Shrinkage.Of(errors), Near);
    }

    [Fact]
    public void Samples_HaveTheDeviationsThatAreTold()
    {
        (Hierarchy hierarchy, double[][] errors, _) = Draw(9, 8, 12);
        var step = new ReconciledStep(hierarchy, ForecastReconciliation.Mint, errors);
        double[] told = step.Deviations();
        var squares = new double[hierarchy.Nodes.Count];
        var sample = new double[hierarchy.Nodes.Count];
        for (int p = 0; p < CoherentNoise.Samples; p++)
        {
            step.Noise!.Draw(p, sample.AsSpan(hierarchy.Sums));
            hierarchy.Sum(sample);
            for (int n = 0; n < sample.Length; n++)
            {
                squares[n] += sample[n] * sample[n] / CoherentNoise.Samples;
            }
        }

        // A standard deviation of 400 samples has an error of 4 %; tails of mixtures make it more.
        Assert.All(told.Zip(squares), v => Assert.InRange(Math.Sqrt(v.Second) / v.First, 0.75, 1.25));
    }

    private static (Hierarchy Hierarchy, double[][] Errors, double[] Values) Draw(int seed, int series, int origins)
    {
        var random = new Random(seed);
        Hierarchy hierarchy = Groups.Random(random, series);
        int nodes = hierarchy.Nodes.Count;
        double[][] errors =
        [
            .. Enumerable.Range(0, origins).Select(_ =>
            {
                double common = Normal(random);
                return Enumerable.Range(0, nodes).Select(i => (1 + (i % 4)) * (common + Normal(random))).ToArray();
            }),
        ];
        return (hierarchy, errors, [.. Enumerable.Range(0, nodes).Select(_ => 10 * Normal(random))]);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double[,] Covariance(double[][] errors, int nodes, double intensity)
    {
        var matrix = new double[nodes, nodes];
        for (int i = 0; i < nodes; i++)
        {
            for (int j = 0; j < nodes; j++)
            {
                double mean = errors.Length == 0 ? (i == j ? 1 : 0) : errors.Average(e => e[i] * e[j]);
                matrix[i, j] = i == j ? mean : (1 - intensity) * mean;
            }
        }

        return matrix;
    }

    private static double[] Textbook(Hierarchy hierarchy, double[,] covariance, double[] values)
    {
        int N = hierarchy.Nodes.Count, M = hierarchy.Bottom;
        var right = new double[N, M + 1];
        for (int n = 0; n < N; n++)
        {
            foreach (int member in hierarchy.Nodes[n].Members)
            {
                right[n, member] = 1;
            }

            right[n, M] = values[n];
        }

        double[,] weighted = Solve(covariance, right);
        var normal = new double[M, M];
        var told = new double[M, 1];
        for (int i = 0; i < M; i++)
        {
            for (int n = 0; n < N; n++)
            {
                if (hierarchy.Nodes[n].Members.Contains(i))
                {
                    told[i, 0] += weighted[n, M];
                    for (int j = 0; j < M; j++)
                    {
                        normal[i, j] += weighted[n, j];
                    }
                }
            }
        }

        double[,] bottom = Solve(normal, told);
        return [.. hierarchy.Nodes.Select(n => n.Members.Sum(m => bottom[m, 0]))];
    }

    /// <summary>A⁻¹·B by elimination with the largest pivot.</summary>
    private static double[,] Solve(double[,] matrix, double[,] right)
    {
        int n = matrix.GetLength(0), columns = right.GetLength(1);
        (double[,] a, double[,] b) = ((double[,])matrix.Clone(), (double[,])right.Clone());
        for (int i = 0; i < n; i++)
        {
            int pivot = Enumerable.Range(i, n - i).MaxBy(r => Math.Abs(a[r, i]));
            for (int c = 0; c < n; c++)
            {
                (a[i, c], a[pivot, c]) = (a[pivot, c], a[i, c]);
            }

            for (int c = 0; c < columns; c++)
            {
                (b[i, c], b[pivot, c]) = (b[pivot, c], b[i, c]);
            }

            for (int r = 0; r < n; r++)
            {
                double share = r == i ? 0 : a[r, i] / a[i, i];
                for (int c = 0; c < n; c++)
                {
                    a[r, c] -= share * a[i, c];
                }

                for (int c = 0; c < columns; c++)
                {
                    b[r, c] -= share * b[i, c];
                }
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int c = 0; c < columns; c++)
            {
                b[i, c] /= a[i, i];
            }
        }

        return b;
    }
}
