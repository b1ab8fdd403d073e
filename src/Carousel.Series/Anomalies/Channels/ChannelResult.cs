using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>
/// The result of a detector of channels, compared with the windowed Gaussian and the seasonal residual at the same
/// rate of false alarms.
/// </summary>
internal static class ChannelResult
{
    private const int MostDescribed = 10;

    public static JobResult Of(ChannelData data, ChannelVerdicts verdicts, int from, int season, ChannelModel model)
    {
        var metrics = new AnomalyMetrics(
            data.Labels is null ? null : [.. data.Labels.Skip(from)], inRanges: true, verdicts.Gap);
        JobScore Baseline(string name, string title, Func<float[], double[]> score, int quiet = 0)
        {
            double[][] own = [.. data.Columns.Select(score)];
            double[] rows = [.. Enumerable.Range(0, data.Count).Select(r => own.Max(c => c[r]))];
            return metrics.OfBaseline(name, title, rows, from, 1 / model.Fitted.RowsBetween, quiet);
        }

        JobScore[] scores =
        [
            metrics.Of(
                "model", model.ScoredBy, [.. verdicts.Scores.Skip(from)], [.. verdicts.IsAnomalous.Skip(from)]),
            Baseline("windowed_gaussian", "windowed Gaussian", WindowedGaussian.Score),
            Baseline(
                "windowed_gaussian_quiet", "windowed Gaussian, quiet time", WindowedGaussian.Score,
                (int)(new DetectorOptions().Quiet * NabScorer.Probation(data.Count))),
            Baseline(
                "seasonal_residual", $"seasonal residual ({season})",
                c => SeasonalResidual.Score(c, season, Math.Max(from, season + 1))),
        ];
        var tables = new ChannelTables(data, verdicts, from);
        string[] clearest = [.. tables.Clearest.Take(MostDescribed).Select(tables.Describe)];
        string found = clearest.Length == 0 ? "No row that was searched is an anomaly."
            : $"{FigureText.Counted(tables.Incidents.Count, "incident")}; the clearest: {clearest[0]}.";
        return new JobResult(metrics.Columns, scores, metrics.IsLabeled ? $"{found} {Comparison(scores)}" : found)
        {
            Headline = model.Headline,
            Incidents = tables.ToJob(),
            Details = clearest,
            Notes = metrics.IsLabeled ? [AnomalyMetrics.Protocol] : [],
        };
    }

    // Ranking and alarms may have different winners: the one says who to look at first, the other who calls.
    private static string Comparison(JobScore[] scores) =>
        $"Against the labels its PR-AUC is {Beside(scores, "pr_auc")}; its event F1 is {Beside(scores, "event_f1")}.";

    private static string Beside(JobScore[] scores, string metric)
    {
        double Of(JobScore score) => double.IsNaN(score.Metrics[metric]) ? 0 : score.Metrics[metric];
        JobScore best = scores.Skip(1).MaxBy(Of)!;
        (double own, double other) = (Of(scores[0]), Of(best));
        return $"{FigureText.Number(own, 3)}, {(own >= other ? "not below" : "BELOW")} the best simple detector's "
            + $"({best.Title}, {FigureText.Number(other, 3)})";
    }
}
