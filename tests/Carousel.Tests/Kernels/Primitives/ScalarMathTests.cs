using Carousel.Kernels.Primitives;

namespace Carousel.Tests.Kernels.Primitives;

public class ScalarMathTests
{
    [Fact]
    public void Log_AgreesWithTheBaseLibrary()
    {
        for (double x = 1e-300; x < 1e300; x *= 1.37)
        {
            Assert.Equal(Math.Log(x), ScalarMath.Log(x), 1e-15 * Math.Max(1, Math.Abs(Math.Log(x))));
        }

        Assert.Equal(0, ScalarMath.Log(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScalarMath.Log(0));
    }

    [Fact]
    public void CosPi_AgreesWithTheBaseLibrary()
    {
        for (double x = -4; x <= 4; x += 1.0 / 256)
        {
            Assert.Equal(Math.Cos(Math.PI * x), ScalarMath.CosPi(x), 2e-15);
        }

        Assert.Equal(1, ScalarMath.CosPi(0));
        Assert.Equal(-1, ScalarMath.CosPi(1));
    }

    [Fact]
    public void Power_MultipliesAsOftenAsAsked()
    {
        Assert.Equal(1, ScalarMath.Power(0.9, 0));
        Assert.Equal(1024, ScalarMath.Power(2, 10));
        Assert.Equal(Math.Pow(0.999, 12345), ScalarMath.Power(0.999, 12345), 1e-15);
    }
}
