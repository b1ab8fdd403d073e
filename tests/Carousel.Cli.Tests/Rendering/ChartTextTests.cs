using Carousel.Cli.Rendering;
using Carousel.Report;

namespace Carousel.Cli.Tests.Rendering;

public sealed class ChartTextTests
{
    private static readonly (string Name, Chart Chart)[] _charts =
    [
        ("lines", MadeCharts.Lines), ("waves", MadeCharts.Waves), ("bars", MadeCharts.Bars), ("map", MadeCharts.Map),
        ("signs", MadeCharts.Signs), ("histogram", MadeCharts.Counts),
    ];

    public static TheoryData<string, int> Drawings =>
        [.. from chart in _charts from width in (int[])[40, 100] select (chart.Name, width)];

    [Theory]
    [MemberData(nameof(Drawings))]
    public void Drawing_IsAsItWasLookedAt(string name, int width)
    {
        string drawn = Draw(_charts.Single(c => c.Name == name).Chart, width, color: false);
        Assert.All(drawn.Split('\n'), line => Assert.InRange(line.Length, 0, width));
        Snapshot.Matches($"chart-{name}-{width}", drawn);
    }

    [Fact]
    public void Colors_AddNothingThatLettersDoNotSay() =>
        Assert.All(
            _charts,
            c =>
                Assert.Equal(
                    Draw(c.Chart, 80, color: false),
                    System.Text.RegularExpressions.Regex.Replace(
                        Draw(c.Chart, 80, color: true), "\u001b\\[[0-9]+m", "")
                        .Replace(" \n", "\n", StringComparison.Ordinal)));

    [Fact]
    public void Lines_ThatLieOnEachOther_BothShowTheirLetter()
    {
        double[] values = [1, 2, 3, 4, 5];
        string drawn = Draw(
            new LineChart("Same", Axis.Range("step", 1, 5), [new Series("one", values), new Series("two", values)]), 60,
            color: false);
        Assert.Matches("┤[^\n]*a|│[^\n]*a", drawn);
        Assert.Matches("┤[^\n]*b|│[^\n]*b", drawn);
    }

    [Fact]
    public void Chart_WithoutValues_IsDrawnEmpty() =>
        Assert.All(
            (Chart[])[
                new LineChart("Nothing", Axis.Range("step", 1, 0), []),
                new LineChart(
                    "No number", Axis.Range("step", 1, 2),
                    [new Series("a", [double.NaN, double.NaN])]) { IsLogarithmic = true },
                new LineChart("Zeros", Axis.Range("step", 1, 2), [new Series("a", [0, 0])]),
                new BarChart("Nothing", Axis.Category("x", []), []),
                new HeatMap("Nothing", Axis.Range("step", 1, 0), [], []),
                new Histogram("Nothing", [], []),
            ],
            chart => Assert.StartsWith($"  {chart.Title}\n", Draw(chart, 60, color: false), StringComparison.Ordinal));

    private static string Draw(Chart chart, int width, bool color)
    {
        using var output = new StringWriter { NewLine = "\n" };
        ChartText.Write(
            new Terminal(output, TextWriter.Null, outputIsTerminal: true, color: color, width: width), chart);
        return output.ToString();
    }
}
