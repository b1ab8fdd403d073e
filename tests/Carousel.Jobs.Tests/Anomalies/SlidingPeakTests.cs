using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class SlidingPeakTests
{
    [Fact]
    public void Peak_IsTheHighestOfTheLastRows_AndForgetsWhatIsFarther()
    {
        var peak = new SlidingPeak();
        double[] values = [3, 5, 1, 2, 4, 0];

        double[] before = [.. values.Select(v => peak.Take(v, 3))];

        // Row 4 sees 5, 1, 2; row 5 sees 1, 2, 4.
        Assert.Equal([double.NegativeInfinity, 3, 5, 5, 5, 4], before);
    }

    [Fact]
    public void Gap_IsPassedOver_AndTakesARow()
    {
        var peak = new SlidingPeak();

        double[] before = [.. new[] { 7, double.NaN, double.NaN, 1 }.Select(v => peak.Take(v, 2))];

        Assert.Equal([double.NegativeInfinity, 7, 7, double.NegativeInfinity], before);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(150)]
    public void Peak_IsThatOfTheWholeWindow_WhateverCame(int window)
    {
        var random = new Random(window);
        var peak = new SlidingPeak();
        double[] values = [.. Enumerable.Range(0, 2000).Select(_ => (double)random.Next(40))];

        for (int r = 0; r < values.Length; r++)
        {
            double expected = values[Math.Max(0, r - window)..r].DefaultIfEmpty(double.NegativeInfinity).Max();
            Assert.Equal(expected, peak.Take(values[r], window));
        }

    }
}
