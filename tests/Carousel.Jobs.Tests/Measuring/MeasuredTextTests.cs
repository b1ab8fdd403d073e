using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Tests.Measuring;

public sealed class MeasuredTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(12345, "12,345")]
    [InlineData(-0.12345, "−0.1235")]
    [InlineData(0.00002949, "2.95·10⁻⁵")]
    [InlineData(1e-12, "10⁻¹²")]
    [InlineData(-3e9, "−3·10⁹")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Number_HasFourDigits_OrAPowerOfTen(double value, string text) =>
        Assert.Equal(text, MeasuredText.Number(value));

    [Fact]
    public void Interval_IsADash_WhereItIsNotKnown()
    {
        Assert.Equal("0.71 … 0.78", MeasuredText.Interval(new ConfidenceInterval(0.71, 0.78)));
        Assert.Equal("–", MeasuredText.Interval(null));
        Assert.Equal("–", MeasuredText.Interval(new ConfidenceInterval(double.NaN, 1)));
    }
}
