using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring;

public sealed class NormalTailTests
{
    /// <summary>
    /// −log₁₀ of the tail probabilities 0.5, 0.158655254, 0.001349898, 2.866516e−7, 9.865876e−10, 7.619853e−24 and
    /// 0.841344746.
    /// </summary>
    [Theory]
    [InlineData(0, 0.301029996)]
    [InlineData(1, 0.799545595)]
    [InlineData(3, 2.869699046)]
    [InlineData(5, 6.542645610)]
    [InlineData(6, 9.005864346)]
    [InlineData(10, 23.118053)]
    [InlineData(-1, 0.075025990)]
    public void Tail_IsThatOfTheNormalDistribution(double deviations, double expected) =>
        Assert.Equal(expected, NormalTail.MinusLog10(deviations), 1e-4 * Math.Max(1, expected));

    [Fact]
    public void Tail_HasNoStep_WhereTheSeriesChanges()
    {
        Assert.Equal(NormalTail.MinusLog10(5 - 1e-9), NormalTail.MinusLog10(5 + 1e-9), 1e-3);
        Assert.Equal(
            NormalTail.MinusLog10((2 * Math.Sqrt(2)) - 1e-9), NormalTail.MinusLog10((2 * Math.Sqrt(2)) + 1e-9), 1e-7);
    }
}
