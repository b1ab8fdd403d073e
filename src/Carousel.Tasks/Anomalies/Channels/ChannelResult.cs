using Carousel.Data;
using Carousel.Tasks.Anomalies.Baselines;
using Carousel.Tasks.Anomalies.Thresholds;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>How a detector of channels did, beside the windowed Gaussian and the seasonal residual, which get the same rate of false alarms.</summary>
internal static class ChannelResult
{
    private const int MostDescribed = 10;

    public static JobResult Of(ChannelData data, ChannelVerdicts verdicts, int from, int season, ChannelModel model)
    {
        bool[]? labels = data.Labels is null ? null : [.. data.Labels.Skip(from)];
        bool isLabelled = labels?.Any(l => l) ?? false;
        List<JobScore> scores =
        [
            new JobScore("model", $"{model.Design.Cells.Describe()}", AnomalyMetrics.Of(
                [.. verdicts.Scores.Skip(from)], [.. verdicts.IsAnomalous.Skip(from)], labels, ranges: true)),
            Baseline("windowed_gaussian", "windowed Gaussian", data, c => WindowedGaussian.Score(c), from, labels, model),
            Baseline("seasonal_residual", $"seasonal residual ({season})", data, c => SeasonalResidual.Score(c, season, Math.Max(from, season + 1)), from, labels, model),
        ];
        IReadOnlyList<RowRange> ranges = verdicts.Ranges(from);
        RowRange[] worst = [.. ranges.OrderByDescending(r => verdicts.Scores[verdicts.Peak(r)]).Take(MostDescribed)];
        return new JobResult(isLabelled ? AnomalyMetrics.LabelledRanges : AnomalyMetrics.Unlabelled, scores, Sentence(data, verdicts, ranges, worst, scores, isLabelled))
        {
            Details = [.. worst.Select(r => ChannelTables.Describe(data, verdicts, r))],
            Notes = isLabelled ? [AnomalyMetrics.Protocol] : [],
        };
    }

    private static JobScore Baseline(
        string name, string title, ChannelData data, Func<float[], double[]> score, int from, bool[]? labels, ChannelModel model)
    {
        double[][] own = [.. data.Columns.Select(score)];
        double[] rows = [.. Enumerable.Range(0, data.Count).Select(r => own.Max(c => c[r]))];
        double threshold = RateThreshold.Of(from > 0 ? rows.Take(from) : rows, model.Fitted.Rate);
        double[] searched = [.. rows.Skip(from)];
        return new JobScore(name, title, AnomalyMetrics.Of(searched, RateThreshold.Apply(searched, threshold), labels, ranges: true));
    }

    private static string Sentence(
        ChannelData data, ChannelVerdicts verdicts, IReadOnlyList<RowRange> ranges, RowRange[] worst, List<JobScore> scores, bool isLabelled)
    {
        string found = ranges.Count == 0 ? "No row that was searched is an anomaly."
            : $"{FigureText.Count(ranges.Count)} {(ranges.Count == 1 ? "anomaly" : "anomalies")}; the clearest: {ChannelTables.Describe(data, verdicts, worst[0])}.";
        if (!isLabelled)
        {
            return found;
        }

        JobScore best = scores.Skip(1).MaxBy(s => s.Metrics["pr_auc"])!;
        double own = scores[0].Metrics["pr_auc"];
        double other = best.Metrics["pr_auc"];
        return $"{found} Against the labels its PR-AUC is {FigureText.Number(own, 3)}, {(own >= other ? "above" : "BELOW")} the best simple detector's ({best.Title}, {FigureText.Number(other, 3)}).";
    }
}
