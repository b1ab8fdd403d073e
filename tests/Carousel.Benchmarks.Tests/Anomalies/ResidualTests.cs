using Carousel.Benchmarks.Anomalies;

namespace Carousel.Benchmarks.Tests.Anomalies;

public sealed class ResidualTests
{
    [Fact]
    public void SeasonalResidual_IsTheDistanceFromTheMeanOfUpToFourSeasonsBefore()
    {
        // A season of 2 rows; learning rows differ by 1 from the mean of those before, so that the scale is 1.
        float[] values = [0, 10, 1, 9, 0.5f, 9.5f, 5.5f, 9.5f];

        double[] scores = SeasonalResidual.Score(values, season: 2, learningRows: 4);

        Assert.Equal(0, scores[0]);
        Assert.Equal(1, scores[2], 1e-6);
        Assert.Equal(0, scores[4], 1e-6);
        Assert.Equal(5, scores[6], 1e-6);
    }

    [Fact]
    public void SpectralResidual_IsTheInverseTransformOfTheResidualSpectrum()
    {
        // Eight frequencies are fewer than the average covers, so that all are divided by one mean amplitude.
        double[] series = [0.5, -1, 2, 0.25, -0.75, 1, -2, 0, 1.5, -1.5, 0.5, 0, 1, -1, 0.25, -0.75];
        System.Numerics.Complex[] spectrum =
        [
            .. Enumerable.Range(0, 16).Select(k => series.Select((v, n) =>
                System.Numerics.Complex.FromPolarCoordinates(1, -Math.PI * k * n / 8) * v)
                .Aggregate((a, b) => a + b)),
        ];
        double usual = Math.Exp(Enumerable.Range(1, 8).Average(k => Math.Log(spectrum[k].Magnitude)));
        double mean = series.Average();

        double[] scores = SpectralResidual.Score(series);

        for (int r = 0; r < 16; r++)
        {
            Assert.Equal(Math.Abs(series[r] - mean) / usual, scores[r], 1e-6);
        }
    }
}
