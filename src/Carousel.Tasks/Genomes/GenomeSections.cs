using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Genomes;

/// <summary>Sections that the reports of all modes have.</summary>
internal static class GenomeSections
{
    /// <summary>The table of results.</summary>
    public static Table Scores(JobResult result) => new(
        [new TableColumn("", Alignment.Left), .. result.Metrics.Select(m => new TableColumn(m.Title))],
        [
            .. result.Scores.Select((s, k) => new TableRow(
                [
                    new TableCell(s.Title),
                    .. result.Metrics.Select(m => new TableCell(
                        !s.Metrics.TryGetValue(m.Key, out double value) ? FigureText.Unknown : m.IsShare ? FigureText.Percent(value, m.Decimals ?? 1) : FigureText.Number(value, m.Decimals ?? 3))),
                ],
                IsEmphasised: k == 0)),
        ]);
}
