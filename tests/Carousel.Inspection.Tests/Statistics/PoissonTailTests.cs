using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Statistics;

public class PoissonTailTests
{
    // 1 − e^−0.05; 1 − 2.5 e^−1; of 15 events where 10 are expected 0.0835 (tables).
    [Theory]
    [InlineData(0, 3, 1)]
    [InlineData(1, 0.05, 0.048770575)]
    [InlineData(3, 1, 0.080301397)]
    [InlineData(15, 10, 0.083458473)]
    public void AtLeast_IsTheTailOfTheDistribution(int count, double mean, double expected) =>
        Assert.Equal(expected, PoissonTail.AtLeast(count, mean), 1e-8);

    [Fact]
    public void AtLeast_RefusesWhatIsNoRate()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonTail.AtLeast(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonTail.AtLeast(1, 0));
    }
}
