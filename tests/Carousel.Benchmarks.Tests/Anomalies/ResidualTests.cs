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
}
