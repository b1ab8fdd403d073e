using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Measuring;

namespace Carousel.Anomalies;

/// <summary>
/// The table that compares a detector with its baselines on rows outside the training set.
/// </summary>
/// <param name="labels">[n] of that part; null where nothing is labelled.</param>
/// <param name="inRanges">Whether rows follow each other in one series.</param>
/// <param name="gap">Alarms with fewer rows between them are one incident.</param>
internal sealed class AnomalyMetrics(bool[]? labels, bool inRanges, int gap = 1)
{
    /// <summary>How the table's words are meant.</summary>
    public const string Protocol =
        "Point F1 counts rows without adjustment. Event F1 follows Hundman et al. 2018: a labelled range is found if "
        + "an alarm overlaps it. Range F1 follows Tatbul et al. 2018 (flat bias, cardinality 1/x, α = 0). PR-AUC is "
        + "average precision; k is the number of labelled rows.";

    private readonly int _positives = labels?.Count(l => l) ?? 0;

    /// <summary>Whether a row is labelled.</summary>
    public bool IsLabeled => _positives > 0;

    /// <summary>The columns. Without labels only the rate of alarms is known.</summary>
    public IReadOnlyList<JobMetric> Columns => !IsLabeled
        ? [
            new JobMetric("alarms", inRanges ? "incidents" : "alarms") { Decimals = 0 },
            new JobMetric("alarm_share", "rows above the threshold") { IsShare = true },
        ]
        : [
            Share("pr_auc", "PR-AUC"), Share("precision_at_k", "precision at k"), Share("precision", "precision"),
            Share("recall", "recall"),
            Share("f1", "point F1"),
            .. inRanges ? [Share("event_f1", "event F1"), Share("range_f1", "range F1")] : Array.Empty<JobMetric>(),
        ];

    /// <summary>Measures a detector.</summary>
    /// <param name="name">What it is called in files and JSON.</param>
    /// <param name="title">What it is called in the table.</param>
    /// <param name="scores">[n].</param>
    /// <param name="isAlarm">[n].</param>
    public JobScore Of(string name, string title, double[] scores, bool[] isAlarm)
    {
        IReadOnlyList<RowRange> alarms = DetectionMetrics.RangesOf(isAlarm, gap);
        int rows = isAlarm.Count(a => a);
        var values = new Dictionary<string, double>
        {
            ["alarms"] = inRanges ? alarms.Count : rows,
            ["alarm_share"] = rows / (double)Math.Max(1, isAlarm.Length),
        };
        if (IsLabeled)
        {
            values["pr_auc"] = RankingMetrics.AveragePrecision(scores, labels);
            values["precision_at_k"] = RankingMetrics.PrecisionAt(scores, labels, _positives);
            DetectionScore points = DetectionMetrics.Points(isAlarm, labels);
            (values["precision"], values["recall"], values["f1"]) = (points.Precision, points.Recall, points.F1);
            if (inRanges)
            {
                IReadOnlyList<RowRange> labeled = DetectionMetrics.RangesOf(labels);
                values["event_f1"] = DetectionMetrics.Events(alarms, labeled).F1;
                values["range_f1"] = DetectionMetrics.Ranges(alarms, labeled).F1;
            }
        }

        return new JobScore(name, title, values);
    }

    /// <summary>Measures a baseline that gets the model's rate of false alarms.</summary>
    /// <param name="name">What it is called in files and JSON.</param>
    /// <param name="title">What it is called in the table.</param>
    /// <param name="scores">Of all rows; those that are measured stand last.</param>
    /// <param name="learned">The number of rows before them.</param>
    /// <param name="rate">The rate.</param>
    /// <param name="quiet">Rows without another alarm after one.</param>
    public JobScore OfBaseline(string name, string title, double[] scores, int learned, double rate, int quiet = 0)
    {
        double[] searched = scores[learned..];
        double threshold = RateThreshold.Of(learned > 0 ? scores[..learned] : scores, rate);
        bool[] isAlarm = RateThreshold.Apply(searched, threshold);
        int last = int.MinValue / 2;
        for (int r = 0; r < isAlarm.Length; r++)
        {
            isAlarm[r] &= r - last > quiet;
            last = isAlarm[r] ? r : last;
        }

        return Of(name, title, searched, isAlarm);
    }

    private static JobMetric Share(string key, string title) => new(key, title) { HigherIsBetter = true, Decimals = 3 };
}
