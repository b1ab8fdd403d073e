using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class BaselineTests
{
    [Fact]
    public void WindowedGaussian_CountsDeviationsFromTheRowsBefore_RenewedEveryHundredRows()
    {
        // The first hundred rows are 1 and 3 in turn: mean 2, deviation 1.
        float[] values = [.. Enumerable.Range(0, 150).Select(r => r % 2 == 0 ? 1f : 3f)];
        values[120] = 7;

        double[] scores = WindowedGaussian.Score(values);

        Assert.All(scores[..100], s => Assert.Equal(0, s));
        Assert.Equal(5, scores[120], 1e-6);
        Assert.Equal(1, scores[121], 1e-6);
    }

    [Fact]
    public void WindowedGaussian_ScoresAGapAsNothing()
    {
        float[] values = [.. Enumerable.Range(0, 150).Select(r => r % 2 == 0 ? 1f : 3f)];
        (values[50], values[120]) = (float.NaN, float.NaN);

        double[] scores = WindowedGaussian.Score(values);

        Assert.Equal(0, scores[120]);
        Assert.True(double.IsFinite(scores[121]));
    }

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
