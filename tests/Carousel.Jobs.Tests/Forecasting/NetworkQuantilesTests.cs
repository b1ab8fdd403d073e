using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class NetworkQuantilesTests
{
    private static readonly double[] _shares = [0.025, 0.1, 0.5, 0.9, 0.975];

    private static double[] Of(params float[] outputs)
    {
        ForecastDesign design = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130)), Tiny.Options()).Design with
        {
            Quantiles = _shares,
        };
        var quantiles = new double[_shares.Length];
        NetworkQuantiles.Write(design, outputs, quantiles);
        return quantiles;
    }

    [Fact]
    public void Quantile_PutsWhatCrossedInOrder() =>
        Assert.Equal([1.0, 2, 3, 4, 5], Of(3, 1, 2, 5, 4));
}
