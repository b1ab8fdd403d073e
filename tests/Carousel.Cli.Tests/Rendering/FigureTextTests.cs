using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Tests.Rendering;

public sealed class FigureTextTests
{
    [Theory]
    [InlineData(35.23, "35.2")]
    [InlineData(0.14215, "0.142")]
    [InlineData(1234.6, "1,235")]
    [InlineData(0.00012345, "0.000123")]
    [InlineData(0, "0")]
    [InlineData(1.234e21, "1.23e21")]
    [InlineData(-35.23, "-35.2")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "–")]
    public void Number_ShowsThreeDigits(double number, string text) => Assert.Equal(text, FigureText.Number(number));

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(1500, "1.5 kB")]
    [InlineData(31_400_000, "31 MB")]
    [InlineData(2_000_000_000, "2 GB")]
    public void Bytes_AreShort(long bytes, string text) => Assert.Equal(text, FigureText.Bytes(bytes));

    [Theory]
    [InlineData(8.2, "0:09")]
    [InlineData(59.5, "1:00")]
    [InlineData(3723, "1:02:03")]
    [InlineData(-1, "0:00")]
    public void Clock_RoundsUpToSeconds(double seconds, string text) =>
        Assert.Equal(text, FigureText.Clock(TimeSpan.FromSeconds(seconds)));
}
