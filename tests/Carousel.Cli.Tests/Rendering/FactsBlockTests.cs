using Carousel.Cli.Rendering;

namespace Carousel.Cli.Tests.Rendering;

public sealed class FactsBlockTests
{
    [Fact]
    public void Facts_GoToStandardErrorAndGoOnUnderThemselves()
    {
        using var output = new StringWriter();
        using var error = new StringWriter { NewLine = "\n" };
        FactsBlock.Write(
            new Terminal(output, error, width: 60),
            ["carousel forecast", "sales.csv", "seed 1"],
            [
                new("series", "revenue, daily, 2001-01-01 to 2001-06-30, 181 rows, no gaps"),
                new("special days", "none"),
            ]);
        Assert.Equal("", output.ToString());
        Assert.Equal(
            "carousel forecast · sales.csv · seed 1\n"
            + "  series     revenue, daily, 2001-01-01 to 2001-06-30, 181\n"
            + "             rows, no gaps\n"
            + "  special days none\n",
            error.ToString());
    }
}
