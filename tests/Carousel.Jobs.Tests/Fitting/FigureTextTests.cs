using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Fitting;

/// <summary>Numbers as people read them.</summary>
public sealed class FigureTextTests
{
    [Theory]
    [InlineData(0, "0 sentences")]
    [InlineData(1, "1 sentence")]
    [InlineData(2048, "2,048 sentences")]
    public void Counted_HasAnS_UnlessItIsOne(long number, string text) =>
        Assert.Equal(text, FigureText.Counted(number, "sentence"));
}
