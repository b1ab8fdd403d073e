namespace Carousel.Report.Tests;

public sealed class HistogramTests
{
    [Fact]
    public void Of_CountsAValueOnAnEdgeToTheRight_AndTheLargestToTheLastBin()
    {
        Histogram histogram = Histogram.Of("h", [0, 1, 1.5, 2, 4], bins: 4);
        Assert.Equal([0, 1, 2, 3, 4], histogram.Edges);
        Assert.Equal([1, 2, 1, 1], histogram.Counts);
    }

    [Fact]
    public void Of_HasEqualRatios_WhenLogarithmic()
    {
        Histogram histogram = Histogram.Of(
            "h", [1, 5, 50, 100, -1, 0, double.NaN, double.PositiveInfinity], bins: 2, isLogarithmic: true);
        Assert.Equal(1, histogram.Edges[0]);
        Assert.Equal(10, histogram.Edges[1], 1e-12);
        Assert.Equal(100, histogram.Edges[2]);
        Assert.Equal([2, 2], histogram.Counts);
        Assert.True(histogram.IsLogarithmic);
    }

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(-3.0, false)]
    [InlineData(7.0, true)]
    public void Of_CountsEveryValue_WhenAllAreTheSame(double value, bool isLogarithmic)
    {
        Histogram histogram = Histogram.Of("h", [value, value, value], bins: 5, isLogarithmic);
        Assert.Equal(3, histogram.Counts.Sum());
        Assert.All(histogram.Edges.Zip(histogram.Edges.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public void Of_NeedsABin() => Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of("h", [1], bins: 0));
}
