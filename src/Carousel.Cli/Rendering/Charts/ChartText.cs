using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>
/// A chart of a report in letters, for the terminal: it needs no colours and fits into narrow windows.
/// </summary>
internal static class ChartText
{
    private const int Indent = 2;
    private const int WidestChart = 100;

    /// <summary>Writes title and drawing to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="chart">The chart.</param>
    public static void Write(Terminal terminal, Chart chart)
    {
        int width = Math.Min(WidestChart, terminal.Width - Indent - 1);
        Wrapping.Write(terminal.Out, chart.Title, width + Indent, color: terminal.OutPen.Bold);
        foreach (string line in Draw(chart, width, terminal.OutPen))
        {
            terminal.Out.WriteLine((new string(' ', Indent) + line).TrimEnd());
        }
    }

    /// <summary>The lines of the drawing.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">Letters of a line.</param>
    /// <param name="pen">Colours what is drawn.</param>
    public static IEnumerable<string> Draw(Chart chart, int width, Pen pen) => chart switch
    {
        LineChart lines => LineChartText.Draw(lines, width, pen),
        BarChart bars => BarChartText.Draw(bars, width, pen),
        Histogram histogram => BarChartText.Draw(histogram, width, pen),
        HeatMap map => HeatMapText.Draw(map, width, pen),
        _ => [],
    };
}
