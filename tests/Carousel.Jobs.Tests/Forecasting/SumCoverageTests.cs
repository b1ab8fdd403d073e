using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>The interval of a sum over the horizon holds its share of sums that come later.</summary>
public sealed class SumCoverageTests
{
    private const int Learned = 1500;
    private const int Origins = 500;
    private const int Horizon = 14;

    /// <summary>Days on most of which nothing is sold: Poisson of 3 with probability 0.15, else 0.</summary>
    private static float[] Sales(int seed, int rows)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < 0.15 ? Poisson(random, 3) : 0)];
    }

    private static float Poisson(Random random, double mean)
    {
        int count = 0;
        for (double p = random.NextDouble(); p > Math.Exp(-mean); p *= random.NextDouble())
        {
            count++;
        }

        return count;
    }

    /// <remarks>
    /// Horizons of one series overlap, so that 500 origins are some 36 sums: a single seed is often far from the mean.
    /// </remarks>
    [Fact]
    [Trait("Speed", "Slow")]
    public void SumsOfSparseCounts_LieInsideTheirInterval()
    {
        int[] seeds = [1, 2, 3, 11, 12, 13, 14, 15, 16];
        (double Inside, double Above)[] shares = [.. seeds.Select(Measure)];

        // Single seeds miss 75 to 85 %: docs/results/forecasting.md has the figures. One horizon of nine has no sales
        // at all, so that an interval that begins there may hold 90 %.
        Assert.InRange(shares.Average(s => s.Inside), 0.75, 0.90);
        Assert.InRange(shares.Average(s => s.Above), 0.05, 0.15);
        Assert.All(shares, s => Assert.InRange(s.Inside, 0.55, 1));
    }

    /// <summary>The shares of later sums inside the interval, ends among them, and above it.</summary>
    private static (double Inside, double Above) Measure(int seed)
    {
        float[] values = Sales(seed, Learned + Origins + Horizon - 1);
        ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(values[..Learned]), new ForecastOptions());
        using Forecaster forecaster = Tiny.Fit(plan);
        SeriesSet longer = Tiny.Daily(values);

        Backtest backtest = forecaster.Backtest(
            TemporalSplit.ByCounts(longer, 200, Origins + Horizon - 1), 1, TestContext.Current.CancellationToken);

        Assert.Equal((Horizon, Origins), (plan.Design.Horizon, backtest.Windows.Count));
        (double Sum, double Low, double High)[] sums =
        [
            .. Enumerable.Range(0, Origins).Select(w =>
            {
                (_, double low, double high) = forecaster.Paths.Sum(backtest.Quantiles, w, 0, 80);
                return ((double)backtest.Truth.Skip(w * Horizon).Take(Horizon).Sum(), low, high);
            }),
        ];

        return (
            sums.Average(s => s.Sum >= s.Low && s.Sum <= s.High ? 1.0 : 0),
            sums.Average(s => s.Sum > s.High ? 1.0 : 0));
    }
}
