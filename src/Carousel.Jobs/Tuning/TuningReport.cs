using System.Globalization;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Jobs.Tuning;

/// <summary>The report of a search.</summary>
internal static class TuningReport
{
    private const int MostRows = 50;

    /// <summary>Makes the report.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="task">The verb whose options were searched.</param>
    /// <param name="data">The data.</param>
    /// <param name="sentence">The result in plain words.</param>
    /// <param name="best">The command line of the best trial.</param>
    /// <param name="command">The command line of the search.</param>
    /// <returns>The document.</returns>
    public static ReportDocument Make(
        TuningResult result, string task, string data, string sentence, string best, string command)
    {
        return new ReportDocument(
            $"Search over the options of {task}", sentence,
            [
                new Section("Best", [new CodeBlock(best) { Caption = "Run it:" }]),
                new Section("Trials", [Curve(result), Table(result)]),
                new Section("Settings", [new CodeBlock(command) { Caption = "The command that searches again:" }]),
            ])
        {
            Kicker = $"carousel tune {task} · {data}",
        };
    }

    private static LineChart Curve(TuningResult result)
    {
        Trial[] last = [.. result.Trials.Where(t => t.Rung == 0)];
        double best = double.PositiveInfinity;
        double[] soFar =
        [
            .. last.Select(t => best = Math.Min(best, t.Score ?? double.PositiveInfinity))
                .Select(b => double.IsFinite(b) ? b : double.NaN),
        ];
        return new LineChart("Scores of the first round, by number", Axis.Range("trial", 1, last.Length),
            [
                new Series("score", [.. last.Select(t => t.Score ?? double.NaN)], SeriesRole.Plain),
                new Series("best so far", soFar, SeriesRole.Forecast),
            ]);
    }

    private static Table Table(TuningResult result)
    {
        TableColumn[] columns =
        [
            new("trial", Alignment.Left), new("epochs"), new("score"), new("best epoch"),
            .. result.Options.Space.Select(o => new TableColumn(o.Name)),
        ];
        int decimals = FigureText.Decimals(result.Ranked.Select(t => t.Score!.Value));
        TableRow[] rows =
        [
            .. result.Ranked.Take(MostRows).Select((t, i) => new TableRow(
                [
                    new TableCell(Invariant.Of($"{t.Number}")),
                    new TableCell(t.Epochs?.ToString(CultureInfo.InvariantCulture) ?? FigureText.Unknown),
                    new TableCell(FigureText.Number(t.Score!.Value, decimals), i == 0),
                    new TableCell(Invariant.Of($"{t.BestEpoch}")),
                    .. t.Settings.Select(s => new TableCell(s)),
                ],
                IsEmphasized: i == 0)),
        ];
        return new Table(columns, rows)
        {
            Note =
                "Each trial with its last round. Trials of later rounds come first, since scores of different epochs "
                + "are not comparable.",
        };
    }
}
