using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class ThresholdTests
{
    [Fact]
    public void Rate_IsTheShareOfTheLearningPartThatLiesAbove()
    {
        double[] scores = [.. Enumerable.Range(0, 1000).Select(i => (double)i)];

        double threshold = RateThreshold.Of(scores, 0.01);

        Assert.Equal(10, scores.Count(s => s > threshold));
        Assert.Equal(999, RateThreshold.Of(scores, 0.0001));
    }

    [Fact]
    public void Rate_PassesGapsOver() => Assert.Equal(2, RateThreshold.Of([1, double.NaN, 2, double.NaN], 0.1));
}
