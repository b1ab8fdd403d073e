using Carousel.Cli.Rendering;
using Carousel.Jobs;

namespace Carousel.Cli.Tests.Rendering;

public sealed class PreviewViewTests
{
    private static readonly JobPreview _preview = new(
        ["", "sales", "80 % interval"],
        [["2024-01-05", "9", "7 – 11"], ["2024-01-06", "12", "10 – 14"], ["2024-01-09", "10", "8 – 12"]])
    {
        SkipsBeforeLast = true,
    };

    private const string Table =
        "\n               sales   80 % interval\n  2024-01-05       9          7 – 11\n"
        + "  2024-01-06      12         10 – 14\n  …\n  2024-01-09      10          8 – 12\n";

    [Fact]
    public void AFewRows_StandBelowEachOther() => Assert.Equal(Table, Written());

    [Theory]
    [InlineData("--cell=gru", true)]
    [InlineData("--quiet", false)]
    [InlineData("--json", false)]
    public async Task AForecast_ShowsItsNextValues_UnlessItIsToBeQuiet(string option, bool isShown)
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("sales.csv", "day,sales\n" + string.Concat(Enumerable.Range(0, 120).Select(
            d => $"{new DateTime(2024, 1, 1).AddDays(d):yyyy-MM-dd},{20 + (d % 7)}\n")));

        CliRun run = await CliRun.OfAsync(
            "forecast", data, "--target", "sales", "--horizon", "7", "--epochs", "1", "--hidden", "2", "--ensemble",
            "1", "--train-once", "--out", folder.File("out"), option);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(isShown, run.Out.Contains("\n  2024-04-30 ", StringComparison.Ordinal));
        Assert.Equal(isShown, run.Out.Contains("\n  …\n  2024-05-06 ", StringComparison.Ordinal));
    }

    private static string Written()
    {
        using var output = new StringWriter { NewLine = "\n" };
        PreviewView.Write(new Terminal(output, TextWriter.Null, width: 80), _preview);
        return output.ToString();
    }
}
