using Carousel.Forecasting;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Jobs.Tests.Forecasting.ZeroShot;

/// <summary>What the zero-shot forecaster computes of a past in closed form.</summary>
public sealed class PastTests
{
    private static readonly float[] _week =
        [.. Enumerable.Range(0, 1024).Select(t => (float)(
            10 + (3 * Math.Sin(2 * Math.PI * t / 24)) + (t / 24 % 7 < 2 ? -4 : 0) + (0.2 * Math.Sin(t * t))))];

    [Theory]
    [InlineData(24, 168)]
    public void Seasons_AreFound(int shorter, int longer)
    {
        PastValues past = Read(_week);
        var seasons = new PastSeasons();
        seasons.Find(past, []);
        Assert.Equal((shorter, longer), (seasons.Short, seasons.Long));
    }

    [Fact]
    public void SeasonsOfTheFrequency_AreTaken_WhereThePastHoldsTwoRounds()
    {
        PastValues past = Read(_week);
        var seasons = new PastSeasons();
        seasons.Find(past, [7, 365]);
        Assert.Equal((7, 365), (seasons.Short, seasons.Long));
        seasons.Find(Read(_week[..512]), [7, 365]);
        Assert.Equal((7, 7), (seasons.Short, seasons.Long));
    }

    // The recurrence between products of neighboring lags gives the sums that rows give one by one.
    [Fact]
    public void Regression_SolvesItsNormalEquations()
    {
        PastValues past = Read(_week);
        var regression = new PastRegression(20);
        regression.SetLags(12, 24, 48, 168, 3, 24);
        int start = 200;
        regression.Sum(past, start, past.End);
        Assert.True(regression.Solve(1));
        float[] forecast = new float[1], room = new float[400];
        regression.Forecast(past, past.End, -100, 100, room, forecast);

        int[] lags = [.. Enumerable.Range(1, 12), 24, 48, 168];
        double[][] rows = [.. Enumerable.Range(start, past.End - start)
            .Select(t => lags.Select(lag => (double)past[t - lag]).Append(1).ToArray())];
        double[] truth = [.. Enumerable.Range(start, past.End - start).Select(t => (double)past[t])];
        double[] weights = Solve(rows, truth, lags.Length);
        double expected = lags.Select((lag, k) => weights[k] * past[past.End - lag]).Sum() + weights[^1];
        Assert.Equal(expected, forecast[0], 1e-3);
    }

    [Fact]
    public void Bases_OfACleanSeason_RepeatIt()
    {
        float[] clean = [.. Enumerable.Range(0, 480).Select(t => (float)(t % 12))];
        PastValues past = Read(clean);
        var seasons = new PastSeasons();
        seasons.Find(past, []);
        var bases = new PastBases();
        bases.Fit(past, seasons);
        float[] forecasts = new float[Bases * Horizon];
        bases.Forecast(past.End, Horizon, forecasts);
        foreach (int number in new[] { 0, 1, 2, 3, 4, 7, 8 })
        {
            for (int h = 0; h < Horizon; h++)
            {
                Assert.Equal((480 + h) % 12, past.InUnits(forecasts[(number * Horizon) + h]), 0.01f);
            }

            Assert.InRange(bases.Errors[number], 0, 0.01f);
        }
    }

    [Fact]
    public void Past_WithoutAKnownValue_IsNotRead() =>
        Assert.False(new PastValues().Read([float.NaN, float.NaN], 2));

    [Fact]
    public void MissingValues_AreTheOnesBefore_AndNoTargets()
    {
        var past = new PastValues();
        Assert.True(past.Read([float.NaN, 1, float.NaN, 3, 4], 4));
        Assert.Equal((1, past[1], false), (past.First, past[2], past.IsKnown(2)));
        Assert.True(float.IsNaN(past.Target(2)) && float.IsNaN(past.Target(5)));
        Assert.Equal(4, past.InUnits(past.Target(4)), 1e-5f);
    }

    private static PastValues Read(float[] values)
    {
        var past = new PastValues();
        Assert.True(past.Read(values, values.Length));
        return past;
    }

    // Gaussian elimination of (XᵀX + penalty)·w = Xᵀy, by itself.
    private static double[] Solve(double[][] rows, double[] truth, int lags)
    {
        int size = lags + 1;
        var a = new double[size, size + 1];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                a[i, j] = rows.Sum(row => row[i] * row[j]) + (i == j ? i < lags ? 1 : 1e-3 : 0);
            }

            a[i, size] = rows.Zip(truth, (row, y) => row[i] * y).Sum();
        }

        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < size; k++)
            {
                double factor = k == i ? 0 : a[k, i] / a[i, i];
                for (int j = 0; j <= size; j++)
                {
                    a[k, j] -= factor * a[i, j];
                }
            }
        }

        return [.. Enumerable.Range(0, size).Select(i => a[i, size] / a[i, i])];
    }
}
