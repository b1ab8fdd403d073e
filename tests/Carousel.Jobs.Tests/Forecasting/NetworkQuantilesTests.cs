using Carousel.Forecasting;
using Carousel.Kernels.Losses;
using MathNet.Numerics.Distributions;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class NetworkQuantilesTests
{
    private static readonly double[] _shares = [0.025, 0.1, 0.5, 0.9, 0.975];

    private static double[] Of(ForecastLoss loss, params float[] outputs)
    {
        ForecastDesign design = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130)), Tiny.Options()).Design with
        {
            Loss = loss,
            Quantiles = _shares,
        };
        var quantiles = new double[_shares.Length];
        NetworkQuantiles.Write(design, outputs, quantiles);
        return quantiles;
    }

    [Fact]
    public void Quantile_PutsWhatCrossedInOrder() =>
        Assert.Equal([1.0, 2, 3, 4, 5], Of(ForecastLoss.Quantile, 3, 1, 2, 5, 4));

    [Fact]
    public void PointLosses_GiveTheirNumberEverywhere() => Assert.Equal([7.0, 7, 7, 7, 7], Of(ForecastLoss.Huber, 7));

    [Fact]
    public void Gaussian_HasItsMeanInTheMiddle_AndItsWidthAtTheSides()
    {
        double[] quantiles = Of(ForecastLoss.Gaussian, 3, 1);
        double width = Likelihood.Positive(1);

        Assert.Equal(3, quantiles[2], 1e-9);
        Assert.Equal(3 + (1.959964 * width), quantiles[4], 1e-5);
        Assert.Equal(3 - (1.281552 * width), quantiles[1], 1e-5);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(1)]
    [InlineData(30)]
    public void StudentT_HasItsShares(float freedom)
    {
        double[] quantiles = Of(ForecastLoss.StudentT, -2, 0.5f, freedom);
        for (int q = 0; q < _shares.Length; q++)
        {
            Assert.Equal(
                _shares[q], StudentT.CDF(-2, Likelihood.Positive(0.5f), Likelihood.Freedom(freedom), quantiles[q]),
                1e-5);
        }
    }

    [Theory]
    [InlineData(0.2f, -3f)]
    [InlineData(5f, 0.5f)]
    [InlineData(60f, -4f)]
    [InlineData(900f, 1f)]
    public void NegativeBinomial_GivesTheSmallestCountThatReachesTheShare(float mean, float dispersion)
    {
        double[] quantiles = Of(ForecastLoss.NegativeBinomial, mean, dispersion);
        double expected = Likelihood.Positive(mean), size = 1 / (double)Likelihood.Positive(dispersion);
        var counts = new NegativeBinomial(size, size / (size + expected));
        for (int q = 0; q < _shares.Length; q++)
        {
            Assert.True(counts.CumulativeDistribution(quantiles[q]) >= _shares[q] - 1e-9);
            Assert.True(quantiles[q] == 0 || counts.CumulativeDistribution(quantiles[q] - 1) < _shares[q] + 1e-9);
        }
    }

    [Theory]
    [InlineData(1500f, -9f)]
    [InlineData(800f, -20f)]
    [InlineData(1999f, -5f)]
    [InlineData(50000f, 1f)]
    [InlineData(2e6f, -20f)]
    public void LargeCounts_StayNearTheirDistribution(float mean, float dispersion)
    {
        double[] quantiles = Of(ForecastLoss.NegativeBinomial, mean, dispersion);
        double m = Likelihood.Positive(mean), d = Likelihood.Positive(dispersion),
            deviation = Math.Sqrt(m + (d * m * m));

        Assert.All(quantiles, q => Assert.InRange(q, 0, m + (4 * deviation)));
        Assert.True(quantiles[0] < quantiles[2] && quantiles[2] < quantiles[4]);
        Assert.InRange(quantiles[2], m - (0.35 * deviation), m + 1);
        Assert.InRange(quantiles[4] - quantiles[0], 3.3 * deviation, 4.1 * deviation);
    }
}
