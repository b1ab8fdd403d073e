using Carousel.Testing;

namespace Carousel.Reference.Tests;

public class FiniteDifferenceTests
{
    [Fact]
    public void Check_Passes_WhenTheGradientIsRight()
    {
        double[] v = [0.3, -1.2];

        FiniteDifference.Check("v", () => (v[0] * v[0] * v[0]) + Math.Exp(v[1]), v, new[] { 0.27, Math.Exp(-1.2) });

        Assert.Equal([0.3, -1.2], v);
    }

    [Fact]
    public void Check_Throws_WhenOneValueIsOffByAMillionth()
    {
        double[] v = [0.3, -1.2];

        Assert.Throws<NotNearException>(() =>
            FiniteDifference.Check(
                "v", () => (v[0] * v[0] * v[0]) + Math.Exp(v[1]), v, new[] { 0.27 + 1e-6, Math.Exp(-1.2) }));
    }

    [Fact]
    public void Check_Throws_WhenTheLossDoesNotSeeTheValues()
    {
        double[] v = [0.3];

        Assert.Throws<NotNearException>(() => FiniteDifference.Check("v", () => 1, v, new double[1]));
    }
}
