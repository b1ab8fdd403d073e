using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Rendering;

/// <summary>The result against the baselines: a line each, the best value of a column bold.</summary>
internal static class ScoreTable
{
    /// <summary>Writes the table to standard output.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="metrics">The columns; those of which nothing is known are left out.</param>
    /// <param name="rows">The model first, then the baselines.</param>
    public static void Write(Terminal terminal, IReadOnlyList<JobMetric> metrics, IReadOnlyList<JobScore> rows)
    {
        JobMetric[] columns = [.. metrics.Where(m => !m.IsDetail && rows.Any(r => r.Metrics.ContainsKey(m.Key)))];
        double[] levels = [.. rows.SelectMany(r => r.Coverage.Keys).Distinct().Order()];
        TextGrid.Write(
            terminal,
            [
                new TextGrid.Column("", IsText: true),
                .. columns.Select(m => new TextGrid.Column(m.Title) { Short = m.Abbreviation }),
                .. levels.Select(l => Invariant.Of($"{l} %"))
                    .Select(l => new TextGrid.Column($"{l} interval covers") { Short = l }),
            ],
            [
                .. rows.Select(row => (TextGrid.Cell[])
                [
                    new(row.Title),
                    .. columns.Select(c => CellOf(terminal, rows, row, c)),
                    .. levels.Select(l => new TextGrid.Cell(
                        row.Coverage.TryGetValue(l, out double share)
                            ? $"{FigureText.Number(share * 100, 1)} %"
                            : FigureText.Unknown)),
                ]),
            ]);
    }

    private static TextGrid.Cell CellOf(
        Terminal terminal, IReadOnlyList<JobScore> rows, JobScore row, JobMetric metric)
    {
        if (!row.Metrics.TryGetValue(metric.Key, out double value) || !double.IsFinite(value))
        {
            return new TextGrid.Cell(FigureText.Unknown);
        }

        double[] all =
        [
            .. rows.Where(r => r.Metrics.ContainsKey(metric.Key)).Select(r => r.Metrics[metric.Key])
                .Where(double.IsFinite),
        ];
        string text = metric.IsShare
            ? FigureText.Percent(value, metric.Decimals ?? 1)
            : FigureText.Number(value, metric.Decimals ?? FigureText.Decimals(all));
        bool isBest = value == (metric.HigherIsBetter ? all.Max() : all.Min()) && all.Length > 1;
        return new TextGrid.Cell(text, isBest ? terminal.OutPen.Bold : null);
    }
}
