using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class PairedForecastTestTests
{
    // From tests/parity/write_paired_golden.py, with numpy and scipy.
    [Theory]
    [InlineData(2, 0, 0.1, 0, 12.1641618, 0.0522182636, 0.151297721, -0.00674192389, 0.309337366)]
    [InlineData(5, 0, -0.2, 0, -0.943354018, 0.398914189, -0.0159762986, -0.0629971573, 0.0310445602)]
    [InlineData(8, 3, -0.3, 3, -2.09165998, 0.0747865015, -0.0744055048, -0.158521022, 0.00971001224)]
    [InlineData(12, 0, 0.05, 0, 3.59303326, 0.00422112886, 0.0616715476, 0.0238933944, 0.0994497009)]
    [InlineData(28, 0, -0.1, 3, -0.639437115, 0.527927126, -0.0192400202, -0.0809775383, 0.042497498)]
    [InlineData(28, 6, -0.1, 6, -0.518821463, 0.608111862, -0.0192400202, -0.0953302811, 0.0568502408)]
    [InlineData(100, 23, 0.02, 23, 1.60324997, 0.112065295, 0.0244712337, -0.00581489614, 0.0547573635)]
    [InlineData(649, 0, -0.003, 8, 1.17962183, 0.238583547, 0.00654135698, -0.00434756959, 0.0174302835)]
    public void Figures_AreThoseOfScipy(
        int n, int overlap, double shift, int lags, double statistic, double p, double relative, double low,
        double high)
    {
        var test = PairedForecastTest.Of(Errors(n, 17, 2 + shift), Errors(n, 411, 2), overlap);

        Assert.Equal((n, lags), (test.Origins, test.Lags));
        Assert.Equal(statistic, test.Statistic, 1e-7 * Math.Abs(statistic));

        // One degree of freedom has tails that are integrated less closely.
        double share = n == 2 ? 1e-3 : 1e-5;
        Assert.Equal(p, test.P, share);
        Assert.Equal(relative, test.Relative, 1e-8);
        Assert.Equal(low, test.Interval.Low, share * (high - low));
        Assert.Equal(high, test.Interval.High, share * (high - low));
        Assert.Equal(p <= 0.05, test.IsClear);
    }

    [Fact]
    public void TheSameForecasts_AreATie()
    {
        foreach (int n in new[] { 2, 28 })
        {
            var test = PairedForecastTest.Of(Errors(n, 17, 2), Errors(n, 17, 2), 1);

            Assert.Equal((0, 1), (test.Relative, test.P));
            Assert.False(test.IsClear);
            Assert.Equal((1.0, 0.0), (test.P, test.Relative));
        }
    }

    [Fact]
    public void OneOrigin_TellsNothing_NorDoOriginsThatAllOverlap()
    {
        var one = PairedForecastTest.Of([1], [2], 0);
        var few = PairedForecastTest.Of([1, 1.1, 1.2], [2, 2.5, 2.1], 5);

        Assert.Equal((1, -0.5), (one.Origins, one.Relative));
        Assert.True(double.IsNaN(one.P) && !one.IsClear);
        Assert.Equal(1, few.P, 1e-9);
        Assert.Equal(double.NegativeInfinity, few.Interval.Low);
        Assert.False(few.IsClear);
    }

    [Fact]
    public void TheSameDifferenceEverywhere_IsClear()
    {
        var test = PairedForecastTest.Of([1, 2, 3], [2, 3, 4], 0);

        Assert.Equal((0.0, true), (test.P, test.IsClear));
        Assert.Equal(-1 / 3.0, test.Interval.Low, 1e-12);
    }

    private static double[] Errors(int n, int factor, double shift)
    {
        double[] noise =
        [
            .. Enumerable.Range(0, n + 2).Select(i => ((i * (long)i * 7919) + (i * factor)) % 1009 / 1009.0),
        ];
        return [.. Enumerable.Range(0, n).Select(i => shift + ((noise[i + 2] + noise[i + 1] + noise[i]) / 3))];
    }
}
