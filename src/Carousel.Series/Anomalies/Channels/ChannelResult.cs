using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>
/// The result of a detector of channels. With labels it is compared with baselines at the same rate of false alarms.
/// </summary>
internal static class ChannelResult
{
    private const int MostDescribed = 10;

    // A baseline that fits a curve to each block would take minutes.
    private const int MostValues = 2_000_000;

    /// <summary>The result of a search with its page and files.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="verdicts">The verdicts.</param>
    /// <param name="from">The first searched row.</param>
    /// <param name="search">How rows are scored.</param>
    /// <param name="parts">[C]: trend and season of each channel; null for one without values.</param>
    /// <param name="cancellation">Stops it between channels.</param>
    public static JobResult WithPage(
        ChannelData data, ChannelVerdicts verdicts, int from, SearchSetting search,
        IEnumerable<RobustParts?> parts, CancellationToken cancellation)
    {
        var changes = SeriesChanges.Of(data, parts, cancellation);
        var tables = new ChannelTables(data, verdicts, from);
        return Of(data, verdicts, from, search) with
        {
            Page = new ChannelReport(data, verdicts, from, search, changes).Page(),
            Files =
            [
                JobFile.OfText(ChannelPlan.RowsName, tables.Rows()),
                JobFile.OfText(ChannelPlan.IncidentsName, tables.IncidentLines()),
                JobFile.OfText(ChannelPlan.ContributionsName, tables.Contributions()),
                JobFile.OfText(SeriesChanges.FileName, changes.Lines()),
            ],
        };
    }

    /// <summary>The result of a search.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="verdicts">The verdicts.</param>
    /// <param name="from">The first searched row.</param>
    /// <param name="search">How rows are scored.</param>
    public static JobResult Of(ChannelData data, ChannelVerdicts verdicts, int from, SearchSetting search)
    {
        int window = data.Labels is null ? 0 : AnomalyWindow.Of(SeriesWindows.Standardized(data.Columns[0]));
        var metrics = new AnomalyMetrics(
            data.Labels is null ? null : [.. data.Labels.Skip(from)],
            new IncidentScale(verdicts.Gap, window, AlarmRate.Weeks(data.Stamps, from, data.Count - from)));
        JobScore Baseline(string name, string title, Func<float[], double[]> score, int quiet = 0)
        {
            double[][] own = [.. data.Columns.Select(score)];
            double[] rows = [.. Enumerable.Range(0, data.Count).Select(r => own.Max(c => c[r]))];
            return metrics.OfBaseline(name, title, rows, from, 1 / search.RowsBetween, quiet);
        }

        bool hasPolynomial = (long)data.Count * data.Columns.Count <= MostValues;
        JobScore[] scores =
        [
            metrics.Of(
                "model", search.ScoredBy, [.. verdicts.Scores.Skip(from)], [.. verdicts.IsAnomalous.Skip(from)],
                [.. verdicts.Begins.Skip(from)]),
            .. metrics.IsLabeled ? Baselines() : [],
        ];
        IEnumerable<JobScore> Baselines() =>
        [
            Baseline("windowed_gaussian", "windowed Gaussian", GaussianWindow.Score),
            Baseline(
                "windowed_gaussian_quiet", "windowed Gaussian, quiet time", GaussianWindow.Score,
                (int)(new DetectorOptions().Quiet * ChannelDetector.LearnRowsOf(data.Count))),
            .. hasPolynomial ? [Baseline(
                "polynomial_residual", "polynomial residual",
                column => PolynomialResidual.Score(SeriesWindows.Standardized(column), window))] : (JobScore[])[],
        ];
        var tables = new ChannelTables(data, verdicts, from);
        string[] clearest = [.. tables.Clearest.Take(MostDescribed).Select(tables.Describe)];
        string found = clearest.Length == 0 ? "No row that was searched is an anomaly."
            : $"{FigureText.Counted(tables.Incidents.Count, "incident")}; the clearest: {clearest[0]}.";
        bool isCompared = metrics.IsLabeled && scores[0].Metrics["vus_pr"] > 0;
        return new JobResult(metrics.Columns, scores, isCompared ? $"{found} {Comparison(scores)}" : found)
        {
            Headline = search.Headline,
            Incidents = tables.ToJob(),
            Details = clearest,
            Notes = !metrics.IsLabeled ? []
                : [
                    AnomalyMetrics.Protocol,
                    hasPolynomial
                        ? $"The polynomial residual compares blocks of {FigureText.Count(window)} rows with the rows "
                            + "before and after them."
                        : $"The polynomial residual is not computed above {FigureText.Count(MostValues)} values.",
                ],
        };
    }

    // Ranking and alarms may have different winners.
    private static string Comparison(JobScore[] scores) =>
        $"Compared with the labels, VUS-PR is {AnomalyMetrics.Compared(scores, "vus_pr")}, range F1 "
        + $"{AnomalyMetrics.Compared(scores, "range_f1")}.";
}
