using Carousel.Anomalies.Baselines;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies.Channels;

/// <summary>
/// How a detector of channels did, beside the windowed Gaussian and the seasonal residual, which get the same rate of
/// false alarms.
/// </summary>
internal static class ChannelResult
{
    private const int MostDescribed = 10;

    public static JobResult Of(ChannelData data, ChannelVerdicts verdicts, int from, int season, ChannelModel model)
    {
        var metrics = new AnomalyMetrics(data.Labels is null ? null : [.. data.Labels.Skip(from)], inRanges: true);
        JobScore Baseline(string name, string title, Func<float[], double[]> score)
        {
            double[][] own = [.. data.Columns.Select(score)];
            double[] rows = [.. Enumerable.Range(0, data.Count).Select(r => own.Max(c => c[r]))];
            return metrics.OfBaseline(name, title, rows, from, model.Fitted.Rate);
        }

        JobScore[] scores =
        [
            metrics.Of(
                "model", model.Design.Cells.Describe(), [.. verdicts.Scores.Skip(from)],
                [.. verdicts.IsAnomalous.Skip(from)]),
            Baseline("windowed_gaussian", "windowed Gaussian", WindowedGaussian.Score),
            Baseline(
                "seasonal_residual", $"seasonal residual ({season})",
                c => SeasonalResidual.Score(c, season, Math.Max(from, season + 1))),
        ];
        IReadOnlyList<RowRange> ranges = verdicts.Ranges(from);
        string[] clearest =
        [
            .. verdicts.Clearest(ranges).Take(MostDescribed).Select(new ChannelTables(data, verdicts).Describe),
        ];
        string found = clearest.Length == 0 ? "No row that was searched is an anomaly."
            : $"{FigureText.Count(ranges.Count)} {(ranges.Count == 1 ? "anomaly" : "anomalies")}; the "
                + $"clearest: {clearest[0]}.";
        return new JobResult(metrics.Columns, scores, metrics.IsLabelled ? $"{found} {Comparison(scores)}" : found)
        {
            Details = clearest,
            Notes = metrics.IsLabelled ? [AnomalyMetrics.Protocol] : [],
        };
    }

    private static string Comparison(JobScore[] scores)
    {
        JobScore best = scores.Skip(1).MaxBy(s => s.Metrics["pr_auc"])!;
        (double own, double other) = (scores[0].Metrics["pr_auc"], best.Metrics["pr_auc"]);
        return $"Against the labels its PR-AUC is {FigureText.Number(own, 3)}, {(own >= other ? "above" : "BELOW")} "
            + $"the best simple detector's ({best.Title}, {FigureText.Number(other, 3)}).";
    }
}
