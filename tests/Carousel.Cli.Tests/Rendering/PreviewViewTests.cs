using System.Text;
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
        Before = [2, 4, 6, double.NaN, 10],
        Ahead = [9, 12, 12, 11, 10],
    };

    private const string Table =
        "\n               sales   80 % interval\n  2024-01-05       9          7 – 11\n"
        + "  2024-01-06      12         10 – 14\n  …\n  2024-01-09      10          8 – 12\n";

    [Fact]
    public void AFewRows_StandBelowEachOther() => Assert.Equal(Table, Written(isTerminal: false));

    [Fact]
    public void OnATerminal_BlocksShowWhatWasAndWhatComes()
    {
        string[] drawn = Written(isTerminal: true)[Table.Length..].TrimEnd('\n').Split('\n');

        Assert.Equal(
            [
                "  12.0     ▃│▁██▆▃",
                "         ▂ █│█████",
                "   2.0 ▁▆█ █│█████",
            ],
            drawn);
    }

    [Fact]
    public void WhereBlocksCannotBeWritten_ThereAreNone()
    {
        using var stream = new MemoryStream();
        using var output = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\n" };
        PreviewView.Write(new Terminal(output, TextWriter.Null, outputIsTerminal: true), _preview);
        output.Flush();

        Assert.Equal(Table.Length, (int)stream.Length);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(200)]
    public void TheDrawing_FitsTheTerminal_AndAHundredColumns(int width)
    {
        double[] before = [.. Enumerable.Range(0, 1000).Select(t => 1e6 * Math.Sin(t / 9.0))];
        IReadOnlyList<string> drawn = BlockPlot.Draw(before, before[..333], width);

        Assert.Equal(3, drawn.Count);
        Assert.InRange(drawn.Max(line => line.Length), 30, Math.Min(width, 100) - 1);
        Assert.All(drawn, line => Assert.Single(line, letter => letter == '│'));
    }

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
        Assert.DoesNotContain("│", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsDrawn_OfNothing_AndOneValueIsFlat()
    {
        Assert.Empty(BlockPlot.Draw([], [double.NaN], 80));
        Assert.Equal(["  5.00 │", "       │", "  5.00 │▁"], BlockPlot.Draw([], [5], 80));
    }

    private static string Written(bool isTerminal)
    {
        using var output = new StringWriter { NewLine = "\n" };
        PreviewView.Write(new Terminal(output, TextWriter.Null, outputIsTerminal: isTerminal, width: 80), _preview);
        return output.ToString();
    }
}
