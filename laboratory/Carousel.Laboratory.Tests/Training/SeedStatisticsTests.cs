using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Tests.Training;

public sealed class SeedStatisticsTests
{
    [Fact]
    public void Mean_HasStudentsInterval()
    {
        // Deviation √2.5 over five values; t of 4 degrees of freedom at 97.5 % is 2.7764451 (any table).
        MeasuredFigure figure = SeedStatistics.Mean("x", [1, 2, 3, 4, 5]);
        double half = 2.7764451 * Math.Sqrt(2.5) / Math.Sqrt(5);
        Assert.Equal(3, figure.Value);
        Assert.Equal(3 - half, figure.Interval!.Value.Low, 1e-6);
        Assert.Equal(3 + half, figure.Interval!.Value.High, 1e-6);
    }

    [Fact]
    public void Mean_HasNoInterval_WhenThereIsOneValue() => Assert.Null(SeedStatistics.Mean("x", [2]).Interval);
}
