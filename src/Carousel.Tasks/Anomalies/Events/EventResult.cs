using Carousel.Tasks.Anomalies.Thresholds;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>How a detector of events did, beside logistic regression on counts, which learns from labels.</summary>
internal static class EventResult
{
    private const int MostDescribed = 10;

    public static JobResult Of(EventLog log, EventVerdicts verdicts, DateTime from, EventModel model, EventLogistic? logistic)
    {
        List<double> own = [];
        List<double> baseline = [];
        List<double> baselineLearning = [];
        List<bool> alarms = [];
        List<bool> labels = [];
        List<(int History, int Event, double Score)> found = [];
        for (int h = 0; h < log.Count; h++)
        {
            EventSequence history = log[h];
            double[]? counts = logistic?.Score(history);
            for (int e = 0; e < history.Length; e++)
            {
                int at = history.IndexAt(e);
                if (history.Times[e] < from)
                {
                    baselineLearning.Add(counts?[e] ?? 0);
                    continue;
                }

                own.Add(verdicts.Scores[at]);
                alarms.Add(verdicts.IsAnomalous[at]);
                labels.Add(history.Labels.Length > 0 && history.Labels[e] == 1);
                baseline.Add(counts?[e] ?? 0);
                found.Add((h, e, verdicts.Scores[at]));
            }
        }

        bool isLabelled = labels.Exists(l => l);
        bool[]? truth = isLabelled ? [.. labels] : null;
        List<JobScore> scores = [new JobScore("model", $"surprise, {model.Design.Cells.Describe()}", AnomalyMetrics.Of([.. own], [.. alarms], truth, ranges: false))];
        if (logistic is not null)
        {
            double threshold = RateThreshold.Of(baselineLearning, model.Fitted.Rate);
            scores.Add(new JobScore(
                "logistic_on_counts", "logistic regression on counts", AnomalyMetrics.Of([.. baseline], RateThreshold.Apply(baseline, threshold), truth, ranges: false)));
        }

        string[] details = [.. found.OrderByDescending(f => f.Score).Take(MostDescribed)
            .Select(f => EventTables.Describe(log, log[f.History], f.Event, model.Design.Fields[verdicts.Reasons[log[f.History].IndexAt(f.Event)]]))];
        return new JobResult(isLabelled ? AnomalyMetrics.Labelled : AnomalyMetrics.Unlabelled, scores, Sentence(scores, alarms.Count(a => a), own.Count, isLabelled))
        {
            Details = details,
            Notes = isLabelled && logistic is not null ? ["The model never sees a label; logistic regression learns from those of the earlier part."] : [],
        };
    }

    private static string Sentence(List<JobScore> scores, int alarms, int events, bool isLabelled)
    {
        string found = $"{FigureText.Count(alarms)} of {FigureText.Count(events)} events that were searched are above the threshold.";
        if (!isLabelled || scores.Count < 2)
        {
            return found;
        }

        (double own, double other) = (scores[0].Metrics["pr_auc"], scores[1].Metrics["pr_auc"]);
        return $"{found} Without labels its PR-AUC is {FigureText.Number(own, 3)}, {FigureText.Number(own / other, 1)} times that of logistic regression on counts with labels ({FigureText.Number(other, 3)}).";
    }
}
