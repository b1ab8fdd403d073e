using Carousel.Kernels;

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

    [Fact]
    public void Exp_AgreesWithTheBaseLibrary()
    {
        for (double x = -745; x <= 709; x += 0.37)
        {
            Assert.Equal(1, ScalarMath.Exp(x) / Math.Exp(x), x < -708 ? 0.5 : 4e-16);
        }

        Assert.Equal(1, ScalarMath.Exp(0));
        Assert.Equal(0, ScalarMath.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, ScalarMath.Exp(710));
        Assert.Equal(double.NaN, ScalarMath.Exp(double.NaN));
    }

    [Fact]
    public void TanhAndLogistic_AgreeWithTheBaseLibrary()
    {
        for (double x = -50; x <= 50; x += 1.0 / 64)
        {
            Assert.Equal(Math.Tanh(x), ScalarMath.Tanh(x), 4e-16);
            Assert.Equal(1 / (1 + Math.Exp(-x)), ScalarMath.Logistic(x), 4e-16);
        }

        for (double x = 1e-12; x < 1; x *= 1.7)
        {
            Assert.Equal(1, ScalarMath.Tanh(x) / Math.Tanh(x), 1e-15);
        }
    }
}
