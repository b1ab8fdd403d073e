using Carousel.Forecasting;
using Carousel.Kernels;
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
}
