using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Cli.Rendering;

/// <summary>Bars in letters, one on each line: position, group, bar and value.</summary>
internal static class BarChartText
{
    private const int MostBars = 40;
    private const int WidestName = 28;
    private const int LeastBar = 8;
    private const string Eighths = "▏▎▍▌▋▊▉";

    /// <summary>Draws a chart of bars.</summary>
    public static IEnumerable<string> Draw(BarChart chart, int width, Pen pen)
    {
        (string Name, double Value, int Group)[] bars =
        [
            .. from i in Enumerable.Range(0, chart.Axis.Count)
               from g in Enumerable.Range(0, chart.Groups.Count)
               select (NameOf(chart, i, g), chart.Groups[g].Values[i], g),
        ];
        return Draw(chart, bars, chart.Axis.Name, width, pen);
    }

    /// <summary>Draws a histogram.</summary>
    public static IEnumerable<string> Draw(Histogram chart, int width, Pen pen)
    {
        (string, double, int)[] bars =
        [
            .. chart.Counts.Select(
                (c, i) =>
                    (
                        $"{MeasuredText.Number(chart.Edges[i])} – {MeasuredText.Number(chart.Edges[i + 1])}", (double)c,
                        0)),
        ];
        return Draw(chart, bars, "", width, pen);
    }

    private static string NameOf(BarChart chart, int position, int group)
    {
        string name = chart.Axis.TextAt(position);
        return chart.Groups.Count == 1 ? name
            : group == 0 ? $"{name} · {chart.Groups[group].Name}"
            : $"· {chart.Groups[group].Name}";
    }

    private static IEnumerable<string> Draw(
        Chart chart, (string Name, double Value, int Group)[] bars, string axisName, int width, Pen pen)
    {
        string head = string.Join(" by ", new[] { chart.ValueName, axisName }.Where(n => n.Length > 0));
        if (head.Length > 0)
        {
            yield return pen.Dim(head);
        }

        double[] values = [.. bars.Select(b => b.Value).Where(double.IsFinite)];
        double low = Math.Min(0, values.DefaultIfEmpty(0).Min());
        double high = Math.Max(0, values.DefaultIfEmpty(0).Max());
        double span = high > low ? high - low : 1;
        int names = Math.Min(WidestName, Math.Max(1, bars.Select(b => b.Name.Length).DefaultIfEmpty(0).Max()));
        int numbers = bars.Select(b => MeasuredText.Number(b.Value).Length).DefaultIfEmpty(1).Max();
        int room = Math.Max(LeastBar, width - names - numbers - 4);
        int zero = (int)Math.Round(-low / span * room);
        foreach ((string name, double value, int group) in bars.Take(MostBars))
        {
            string number = MeasuredText.Number(value);
            string bar = double.IsFinite(value)
                ? Bar(
                    value, zero,
                    (value < 0 ? -low : high) == 0 ? 0
                        : value < 0 ? zero * (value / low)
                        : (room - zero) * (value / high))
                : "";
            yield return $"{Fit(name, names)} {pen.Dim("│")}{pen.Series(bar.PadRight(room), group)} "
                + $"{number.PadLeft(numbers)}";
        }

        if (bars.Length > MostBars)
        {
            yield return pen.Dim($"… and {bars.Length - MostBars} more");
        }
    }

    // Right of zero in eighths of a letter, left of it in whole ones.
    private static string Bar(double value, int zero, double length)
    {
        if (value < 0)
        {
            int whole = (int)Math.Round(length);
            return new string(' ', zero - whole) + new string('█', whole);
        }

        int eighths = (int)Math.Round(length * 8);
        return new string(' ', zero) + new string('█', eighths / 8)
            + (eighths % 8 > 0 ? Eighths[(eighths % 8) - 1] : "");
    }

    /// <summary>A name in a width: padded with blanks, or cut.</summary>
    public static string Fit(string name, int width) =>
        name.Length <= width ? name.PadRight(width) : name[..(width - 1)] + "…";
}
