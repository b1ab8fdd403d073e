using Carousel.Reference.Primitives;
using Carousel.Testing;

namespace Carousel.Reference.Tests.Primitives;

public class SpecialFunctionsReferenceTests
{
    [Theory]
    [InlineData(0.1, 0.1124629160182848922)]
    [InlineData(0.5, 0.5204998778130465377)]
    [InlineData(1, 0.8427007929497148693)]
    [InlineData(2.9, 0.9999589021219005411)]
    [InlineData(3.1, 0.9999883513426328)]
    [InlineData(-3.5, -0.9999992569016276586)]
    public void Erf_EqualsTables(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctionsReference.Erf(x), 1e-13);

    [Theory]
    [InlineData(0.5, 0.57236494292470008707)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(5, 3.17805383034794561965)]
    [InlineData(20, 39.33988418719949403622)]
    public void LogGamma_EqualsLogarithmsOfFactorials(double x, double expected) =>
        Assert.Equal(expected, SpecialFunctionsReference.LogGamma(x), 1e-13 * Math.Max(1, expected));

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.3)]
    [InlineData(4)]
    [InlineData(40)]
    public void Digamma_IsTheDerivativeOfLogGamma(double x)
    {
        double place = x;
        double difference = FiniteDifference.Derivative(() => SpecialFunctionsReference.LogGamma(place), ref place);
        Assert.Equal(difference, SpecialFunctionsReference.Digamma(x), 1e-8 * Math.Abs(difference));
    }

    [Fact]
    public void Log1p_KeepsSmallArguments()
    {
        Assert.Equal(1e-12, SpecialFunctionsReference.Log1p(1e-12), 1e-23);
        Assert.Equal(Math.Log(1.00999), SpecialFunctionsReference.Log1p(0.00999), 1e-16);
    }
}
