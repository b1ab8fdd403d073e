using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Statistics;

public class NoncentralTTests
{
    // Quantiles of Student's t, printed in any table: 97.5 %.
    [Theory]
    [InlineData(1, 12.7062, 0.05)]
    [InlineData(2, 4.3027, 0.001)]
    [InlineData(5, 2.5706, 0.0005)]
    [InlineData(18, 2.1009, 0.0005)]
    [InlineData(120, 1.9799, 0.0005)]
    public void Critical_IsThatOfTheTable(int degreesOfFreedom, double expected, double within) =>
        Assert.Equal(expected, NoncentralT.Critical(degreesOfFreedom, 0.05), within);

    // Powers of the two-sided t test of two groups of n, 5 % (Cohen 1988, table 2.3.5).
    [Theory]
    [InlineData(10, 0.5, 0.18)]
    [InlineData(10, 1.0, 0.56)]
    [InlineData(20, 0.8, 0.69)]
    [InlineData(64, 0.5, 0.80)]
    public void Detectable_HasThePowerOfTheTable(int n, double effect, double power)
    {
        int degrees = (2 * n) - 2;

        Assert.Equal(
            effect,
            NoncentralT.Detectable(degrees, NoncentralT.Critical(degrees, 0.05), power) / Math.Sqrt(n / 2.0), 0.02);
    }
}
