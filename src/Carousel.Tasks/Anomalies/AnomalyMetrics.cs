using Carousel.Tasks.Anomalies.Measuring;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Anomalies;

/// <summary>The columns of the table in which a detector stands beside its baselines.</summary>
internal static class AnomalyMetrics
{
    /// <summary>Where nothing is labelled, all that can be said is how often there is an alarm.</summary>
    public static readonly IReadOnlyList<JobMetric> Unlabelled =
    [
        new JobMetric("alarms", "ranges of alarms") { Decimals = 0 },
        new JobMetric("alarm_share", "rows above the threshold") { IsShare = true },
    ];

    /// <summary>With labels.</summary>
    public static readonly IReadOnlyList<JobMetric> Labelled =
    [
        new JobMetric("pr_auc", "PR-AUC") { HigherIsBetter = true, Decimals = 3 },
        new JobMetric("precision_at_k", "precision at k") { HigherIsBetter = true, Decimals = 3 },
        new JobMetric("precision", "precision") { HigherIsBetter = true, Decimals = 3 },
        new JobMetric("recall", "recall") { HigherIsBetter = true, Decimals = 3 },
        new JobMetric("f1", "point F1") { HigherIsBetter = true, Decimals = 3 },
    ];

    /// <summary>With labels that come in ranges.</summary>
    public static readonly IReadOnlyList<JobMetric> LabelledRanges =
    [
        .. Labelled,
        new JobMetric("event_f1", "event F1") { HigherIsBetter = true, Decimals = 3 },
        new JobMetric("range_f1", "range F1") { HigherIsBetter = true, Decimals = 3 },
    ];

    /// <summary>How the table's words are meant.</summary>
    public const string Protocol =
        "Point F1 counts rows as they are, without adjustment; event F1 as Hundman et al. 2018 (a labelled range is found where an alarm touches it); " +
        "range F1 as Tatbul et al. 2018 (flat bias, cardinality 1/x, α = 0); PR-AUC is average precision; k is the number of labelled rows.";

    /// <summary>Measures scores and alarms on the rows that had no part in the learning.</summary>
    /// <param name="scores">[n] of that part.</param>
    /// <param name="isAlarm">[n].</param>
    /// <param name="labels">[n]; null where nothing is labelled.</param>
    /// <param name="ranges">Whether rows follow each other in one series.</param>
    /// <returns>Values by key.</returns>
    public static Dictionary<string, double> Of(double[] scores, bool[] isAlarm, bool[]? labels, bool ranges)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["alarms"] = ranges ? DetectionMetrics.RangesOf(isAlarm).Count : isAlarm.Count(a => a),
            ["alarm_share"] = isAlarm.Count(a => a) / (double)Math.Max(1, isAlarm.Length),
        };
        int positives = labels?.Count(l => l) ?? 0;
        if (labels is null || positives == 0)
        {
            return values;
        }

        values["pr_auc"] = RankingMetrics.AveragePrecision(scores, labels);
        values["precision_at_k"] = RankingMetrics.PrecisionAt(scores, labels, positives);
        DetectionScore points = DetectionMetrics.Points(isAlarm, labels);
        (values["precision"], values["recall"], values["f1"]) = (points.Precision, points.Recall, points.F1);
        if (ranges)
        {
            values["event_f1"] = DetectionMetrics.Events(DetectionMetrics.RangesOf(isAlarm), DetectionMetrics.RangesOf(labels)).F1;
            values["range_f1"] = DetectionMetrics.Ranges(DetectionMetrics.RangesOf(isAlarm), DetectionMetrics.RangesOf(labels)).F1;
        }

        return values;
    }
}
