using System.Globalization;
using System.Net;
using System.Text;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Tracking.Problems;

namespace Carousel.Laboratory.Tracking.Million;

/// <summary>The picture of long streams as a complete file: a panel for each task.</summary>
internal static class StreamDrawing
{
    private const int PanelWidth = 300, PanelHeight = 210, Gap = 26, LegendHeight = 22;
    private const int Left = 44, Top = 58, Bottom = 46;

    // Distinguishable with colour blindness (Okabe and Ito), readable on white and on black.
    private static readonly string[] _colors =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6bb1", "#a0522d", "#888888", "#b2b200"];

    /// <summary>The text of the file.</summary>
    /// <param name="results">Of all seeds, one at least.</param>
    public static string Svg(IReadOnlyList<StreamResult> results)
    {
        int[] ends = StreamPictures.Ends(results);
        string[] networks = [.. results.Select(StreamPictures.Name).Distinct()];
        var tasks = results.GroupBy(r => r.Task).ToArray();
        int width = Left + (tasks.Length * (PanelWidth + Gap)), height = Top + PanelHeight + Bottom + LegendHeight;
        var svg = new StringBuilder();
        Part(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" ");
        Line(svg, $"font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\" role=\"img\">");
        Line(svg, $"<title>{Text($"Trained on at most 40 symbols, run on {ClaimNumbers.Count(ends[^1])}")}</title>");
        Line(svg, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        string title = Text($"Trained on at most 40 symbols, followed for {ClaimNumbers.Count(ends[^1])}");
        Part(svg, $"<text x=\"{Left}\" y=\"20\" font-size=\"14\" font-weight=\"bold\" ");
        Line(svg, $"fill=\"#222222\">{title}</text>");
        Part(svg, $"<text x=\"{Left}\" y=\"36\" fill=\"#555555\">share of right answers in each decade ");
        Line(svg, $"of one stream; dashed: chance</text>");
        for (int p = 0; p < tasks.Length; p++)
        {
            Panel(svg, Left + (p * (PanelWidth + Gap)), [.. tasks[p]], ends, networks, p == 0);
        }

        Legend(svg, networks, height - 12, width - Left - Gap);
        Line(svg, $"</svg>");
        return svg.ToString();
    }

    private static void Panel(
        StringBuilder svg, int x, StreamResult[] task, int[] ends, string[] networks, bool isFirst)
    {
        TrackingProblem problem = TrackingProblems.Find(task[0].Task)!;
        Line(svg, $"<text x=\"{x}\" y=\"{Top - 6}\" font-weight=\"bold\" fill=\"#222222\">{Text(problem.Name)}</text>");
        foreach (int percent in (int[])[0, 25, 50, 75, 100])
        {
            double y = Y(percent / 100.0);
            Line(svg, $"<line x1=\"{x}\" x2=\"{x + PanelWidth}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#dddddd\"/>");
            if (isFirst)
            {
                Line(svg, $"<text x=\"{x - 6}\" y=\"{y + 4}\" text-anchor=\"end\" fill=\"#555555\">{percent} %</text>");
            }
        }

        double chance = Y(1.0 / problem.Answers);
        Part(svg, $"<line x1=\"{x}\" x2=\"{x + PanelWidth}\" y1=\"{chance}\" y2=\"{chance}\" stroke=\"#888888\" ");
        Line(svg, $"stroke-dasharray=\"4 4\"/>");
        for (int d = 0; d < ends.Length; d++)
        {
            Part(svg, $"<text x=\"{X(x, d, ends.Length)}\" y=\"{Top + PanelHeight + 16}\" text-anchor=\"middle\" ");
            Line(svg, $"fill=\"#555555\">{ClaimNumbers.PowerOfTen(d + 1)}</text>");
        }

        foreach (StreamResult[] seeds in StreamPictures.Groups(task))
        {
            double[] means = StreamPictures.Means(seeds, ends.Length);
            string color = Color(networks, StreamPictures.Name(seeds[0]));
            (double X, double Y)[] points =
            [
                .. means.Select((m, d) => (X(x, d, ends.Length), Y(m))).Where(p => !double.IsNaN(p.Item2)),
            ];
            string path = string.Join(' ', points.Select(p => string.Create(
                CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));
            Line(svg, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>");
            foreach ((double px, double py) in points)
            {
                Line(svg, $"<circle cx=\"{px:0.#}\" cy=\"{py:0.#}\" r=\"3\" fill=\"{color}\"/>");
            }
        }
    }

    private static void Legend(StringBuilder svg, string[] networks, int y, int width)
    {
        int each = width / networks.Length;
        for (int n = 0; n < networks.Length; n++)
        {
            int x = Left + (n * each);
            Part(svg, $"<line x1=\"{x}\" x2=\"{x + 18}\" y1=\"{y - 4}\" y2=\"{y - 4}\" ");
            Line(svg, $"stroke=\"{Color(networks, networks[n])}\" stroke-width=\"3\"/>");
            Line(svg, $"<text x=\"{x + 23}\" y=\"{y}\" fill=\"#222222\">{Text(networks[n])}</text>");
        }
    }

    private static string Color(string[] networks, string name) =>
        _colors[Array.IndexOf(networks, name) % _colors.Length];

    private static double X(int panel, int decade, int decades) =>
        panel + 14 + (decade * (PanelWidth - 28.0) / Math.Max(1, decades - 1));

    private static double Y(double share) => Top + ((1 - share) * PanelHeight);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void Line(StringBuilder svg, FormattableString text)
    {
        Part(svg, text);
        svg.Append('\n');
    }

    private static void Part(StringBuilder svg, FormattableString text) =>
        svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
