using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class AnomalyWindowTests
{
    [Theory]
    [InlineData(24, 24)]
    [InlineData(288, 288)]
    [InlineData(6, 6)]
    public void Window_IsTheSeason(int season, int expected)
    {
        double[] values = [.. Enumerable.Range(0, 3000).Select(r => Math.Sin(2 * Math.PI * r / season))];

        Assert.Equal(expected, AnomalyWindow.Of(values));
    }

    [Fact]
    public void Window_Is125_WithoutASeasonOfThatLength()
    {
        double[] slow = [.. Enumerable.Range(0, 3000).Select(r => Math.Sin(2 * Math.PI * r / 350))];

        Assert.Equal(125, AnomalyWindow.Of(slow));
        Assert.Equal(125, AnomalyWindow.Of(new double[500]));
        Assert.Equal(125, AnomalyWindow.Of([1]));
    }
}
