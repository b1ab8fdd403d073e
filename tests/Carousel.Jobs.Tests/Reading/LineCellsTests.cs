using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

public sealed class LineCellsTests
{
    [Theory]
    [InlineData("a,b,c", "a|b|c")]
    [InlineData("  a , b,\tc ", "a|b|c")]
    [InlineData("", "")]
    [InlineData(",", "|")]
    [InlineData("1,,3,", "1||3|")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData(" \"say \"\"yes\"\"\" ,2", "say \"yes\"|2")]
    [InlineData("\"\",x", "|x")]
    [InlineData("in \"the\" middle,2", "in \"the\" middle|2")]
    public void ALine_IsCutIntoCells(string line, string cells)
    {
        var found = new List<string> { "left over" };
        Assert.True(LineCells.TrySplit(line, ',', found));
        Assert.Equal(cells.Split('|'), found);
    }

    [Fact]
    public void AnOpenQuotationMark_IsRefused() => Assert.False(LineCells.TrySplit("1,\"2", ',', []));
}
