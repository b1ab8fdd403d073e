using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;

namespace Carousel.Anomalies;

/// <summary>
/// The table that compares a detector with its baselines on rows outside the training set.
/// </summary>
/// <param name="labels">[n] of that part; null where nothing is labelled.</param>
/// <param name="incidents">
/// How alarms of a series become incidents; null for events, which are counted one by one.
/// </param>
internal sealed class AnomalyMetrics(bool[]? labels, IncidentScale? incidents)
{
    /// <summary>How the table's words are meant.</summary>
    public const string Protocol =
        "VUS-PR and VUS-ROC follow Paparrizos et al. 2022, as TSB-AD computes them. Range F1 follows Tatbul et al. "
        + "2018 (flat bias, cardinality 1/x, α = 0). A labelled range is found if an alarm overlaps it; an incident "
        + "is false if it overlaps no label.";

    private readonly int _positives = labels?.Count(l => l) ?? 0;
    private readonly IReadOnlyList<RowRange> _labeled = DetectionMetrics.RangesOf(labels);

    /// <summary>Whether a row is labelled.</summary>
    public bool IsLabeled => _positives > 0;

    /// <summary>The columns. Without labels only the rate of alarms is known.</summary>
    public IReadOnlyList<JobMetric> Columns => !IsLabeled
        ? [
            new JobMetric("alarms", incidents is null ? "alarms" : "incidents") { Decimals = 0 },
            new JobMetric("alarm_share", "rows above the threshold") { IsShare = true },
        ]
        : incidents is null ? [
            Share("pr_auc", "PR-AUC"), Share("precision_at_k", "precision at k"), Share("precision", "precision"),
            Share("recall", "recall"), Share("f1", "F1"),
        ]
        : [
            Share("vus_pr", "VUS-PR"), Share("vus_roc", "VUS-ROC"), Share("range_f1", "range F1"),
            new JobMetric("found", $"found of {_labeled.Count}") { HigherIsBetter = true, Decimals = 0 },
            new JobMetric("false_per_week", "false incidents a week") { Abbreviation = "false a week", Decimals = 1 },
            Detail("range_precision", "range precision"), Detail("range_recall", "range recall"),
            Detail("pr_auc", "PR-AUC"),
        ];

    /// <summary>Measures a detector.</summary>
    /// <param name="name">What it is called in files and JSON.</param>
    /// <param name="title">What it is called in the table.</param>
    /// <param name="scores">[n].</param>
    /// <param name="isAlarm">[n].</param>
    /// <param name="begins">[n]: whether an incident begins; null if the alarms of a baseline form incidents.</param>
    public JobScore Of(string name, string title, double[] scores, bool[] isAlarm, bool[]? begins = null)
    {
        var tracker = new IncidentTracker(incidents?.Gap ?? 1, 0, 0);
        IReadOnlyList<RowRange> alarms =
            DetectionMetrics.RangesOf(isAlarm, begins ?? [.. isAlarm.Select(a => tracker.Take(a ? 1 : 0, 0).Begins)]);
        int rows = isAlarm.Count(a => a);
        var values = new Dictionary<string, double>
        {
            ["alarms"] = incidents is null ? rows : alarms.Count,
            ["alarm_share"] = rows / (double)Math.Max(1, isAlarm.Length),
        };
        if (IsLabeled)
        {
            values["pr_auc"] = RankingMetrics.AveragePrecision(scores, labels);
            if (incidents is null)
            {
                values["precision_at_k"] = RankingMetrics.PrecisionAt(scores, labels, _positives);
                double hits = isAlarm.Zip(labels!).Count(r => r.First && r.Second);
                var points = new DetectionScore(hits / rows, hits / _positives);
                (values["precision"], values["recall"], values["f1"]) = (points.Precision, points.Recall, points.F1);
            }
            else
            {
                var volumes = SurfaceVolumes.Of(scores, labels!, incidents.Window);
                (values["vus_pr"], values["vus_roc"]) = (volumes.Pr, volumes.Roc);
                DetectionScore ranges = DetectionMetrics.Ranges(alarms, _labeled);
                (values["range_precision"], values["range_recall"], values["range_f1"]) =
                    (ranges.Precision, ranges.Recall, ranges.F1);
                (int found, int wrong) = DetectionMetrics.Incidents(alarms, _labeled);
                (values["found"], values["false_per_week"]) = (found, wrong / incidents.Weeks);
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
        bool[] isAlarm = [.. searched.Select(s => s > threshold)];
        int last = int.MinValue / 2;
        for (int r = 0; r < isAlarm.Length; r++)
        {
            isAlarm[r] &= r - last > quiet;
            last = isAlarm[r] ? r : last;
        }

        return Of(name, title, searched, isAlarm);
    }

    /// <summary>A figure of a detector, and that of the best baseline.</summary>
    /// <param name="scores">The detector first.</param>
    /// <param name="metric">Key of the figure.</param>
    public static string Compared(IReadOnlyList<JobScore> scores, string metric)
    {
        double Of(JobScore score) => double.IsNaN(score.Metrics[metric]) ? 0 : score.Metrics[metric];
        JobScore best = scores.Skip(1).MaxBy(Of)!;
        (double own, double other) = (Of(scores[0]), Of(best));
        return $"{FigureText.Number(own, 3)}, {(own >= other ? "not below" : "BELOW")} that of the best baseline "
            + $"({best.Title}, {FigureText.Number(other, 3)})";
    }

    private static JobMetric Detail(string key, string title) => Share(key, title) with { IsDetail = true };

    private static JobMetric Share(string key, string title) => new(key, title) { HigherIsBetter = true, Decimals = 3 };
}
