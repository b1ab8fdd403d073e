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

        double[] scores = GaussianWindow.Score(values);

        Assert.All(scores[..100], s => Assert.Equal(0, s));
        Assert.Equal(5, scores[120], 1e-6);
        Assert.Equal(1, scores[121], 1e-6);
    }

    [Fact]
    public void WindowedGaussian_ScoresAGapAsNothing()
    {
        float[] values = [.. Enumerable.Range(0, 150).Select(r => r % 2 == 0 ? 1f : 3f)];
        (values[50], values[120]) = (float.NaN, float.NaN);

        double[] scores = GaussianWindow.Score(values);

        Assert.Equal(0, scores[120]);
        Assert.True(double.IsFinite(scores[121]));
    }
}
