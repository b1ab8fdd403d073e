using Carousel.Jobs.Quantizing;

namespace Carousel.Jobs.Tests.Quantizing;

public class MetricLossTests
{
    private static readonly JobMetric _error = new("mae", "MAE"),
        _accuracy = new("accuracy", "accuracy") { HigherIsBetter = true };

    [Theory]
    [InlineData(2, 2.1, 5)]
    [InlineData(2, 1.9, -5)]
    [InlineData(-2, -1.9, 5)]
    [InlineData(2, 2, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, double.PositiveInfinity)]
    public void Percent_CountsWhatIsWorse_WhereLessIsBetter(double before, double after, double percent) =>
        Assert.Equal(percent, Of(_error, before, after).Percent, 1e-9);

    [Theory]
    [InlineData(0.8, 0.76, 5)]
    [InlineData(0.8, 0.84, -5)]
    public void Percent_CountsWhatIsWorse_WhereMoreIsBetter(double before, double after, double percent) =>
        Assert.Equal(percent, Of(_accuracy, before, after).Percent, 1e-9);

    [Fact]
    public void IsMoreThan_HoldsForWhatIsNotANumber()
    {
        Assert.False(Of(_error, 2, 2.02).IsMoreThan(1.0001));
        Assert.True(Of(_error, 2, 2.03).IsMoreThan(1));
        Assert.True(Of(_error, 2, double.NaN).IsMoreThan(1));
    }

    [Fact]
    public void Of_TakesTheFirstMetricThatBothHave()
    {
        JobResult before = Result([_accuracy, _error], [("mae", 3)]),
            after = Result([_accuracy, _error], [("mae", 4), ("accuracy", 1)]);

        Assert.Equal("mae", MetricLoss.Of(before, after)!.Metric.Key);
        Assert.Null(MetricLoss.Of(Result([_accuracy], []), after));
    }

    private static MetricLoss Of(JobMetric metric, double before, double after) =>
        MetricLoss.Of(Result([metric], [(metric.Key, before)]), Result([metric], [(metric.Key, after)]))!;

    private static JobResult Result(JobMetric[] metrics, (string Key, double Value)[] values) =>
        new(metrics, [new JobScore("carousel", "carousel", values.ToDictionary(v => v.Key, v => v.Value))], "");
}
