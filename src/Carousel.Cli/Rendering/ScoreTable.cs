using System.Globalization;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Spectre.Console;

namespace Carousel.Cli.Rendering;

/// <summary>The result against the baselines: a line each, the best value of a column bold.</summary>
internal static class ScoreTable
{
    // With the titles in full the table is about as wide as this.
    private const int FullWidth = 118;

    /// <summary>Writes the table to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="metrics">The columns; those of which nothing is known are left out.</param>
    /// <param name="rows">The model first, then the baselines.</param>
    public static void Write(Terminal terminal, IReadOnlyList<JobMetric> metrics, IReadOnlyList<JobScore> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = true };
        table.AddColumn(Column("", Justify.Left));
        bool isShort = terminal.OutIsTerminal && terminal.Width < FullWidth;
        JobMetric[] columns = [.. metrics.Where(m => !m.IsDetail && rows.Any(r => r.Metrics.ContainsKey(m.Key)))];
        foreach (JobMetric metric in columns)
        {
            table.AddColumn(Column(isShort ? metric.Abbreviation : metric.Title, Justify.Right));
        }

        double[] levels = [.. rows.SelectMany(r => r.Coverage.Keys).Distinct().Order()];
        foreach (double level in levels)
        {
            table.AddColumn(Column(
                string.Create(CultureInfo.InvariantCulture, $"{level} %{(isShort ? "" : " interval covers")}"),
                Justify.Right));
        }

        foreach (JobScore row in rows)
        {
            string[] values = [.. columns.Select(c => Cell(rows, row, c))];
            string[] coverage =
            [
                .. levels.Select(
                    l => row.Coverage.TryGetValue(l, out double share)
                        ? $"{Figures.Number(share * 100, 1)} %"
                        : Figures.Unknown),
            ];
            table.AddRow([Markup.Escape("  " + row.Title), .. values, .. coverage]);
        }

        terminal.Write(table);
    }

    private static TableColumn Column(string title, Justify side) =>
        new TableColumn(Markup.Escape(title)) { Alignment = side, NoWrap = true }.PadLeft(0).PadRight(3);

    private static string Cell(IReadOnlyList<JobScore> rows, JobScore row, JobMetric metric)
    {
        if (!row.Metrics.TryGetValue(metric.Key, out double value) || !double.IsFinite(value))
        {
            return Figures.Unknown;
        }

        double[] all =
        [
            .. rows.Where(r => r.Metrics.ContainsKey(metric.Key)).Select(r => r.Metrics[metric.Key])
                .Where(double.IsFinite),
        ];
        string text = metric.IsShare
            ? FigureText.Percent(value, metric.Decimals ?? 1)
            : Figures.Number(value, metric.Decimals ?? Figures.Decimals(all));
        return value == (metric.HigherIsBetter ? all.Max() : all.Min()) && all.Length > 1 ? $"[bold]{text}[/]" : text;
    }
}
