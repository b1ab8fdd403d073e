using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>The result of a detector of events, compared with logistic regression on counts, which learns from
/// labels.</summary>
internal static class EventResult
{
    private const int MostDescribed = 10;

    /// <param name="log">The events.</param>
    /// <param name="verdicts">The verdicts.</param>
    /// <param name="from">When the part begins that was searched.</param>
    /// <param name="model">The model.</param>
    /// <param name="counts">What <see cref="EventLogistic"/> says, or null.</param>
    public static JobResult Of(EventLog log, EventVerdicts verdicts, DateTime from, EventModel model, double[]? counts)
    {
        int[] searched = log.PlacesWhere(t => t >= from), learned = log.PlacesWhere(t => t < from);
        var metrics = new AnomalyMetrics(
            log.AllLabels is { } labels ? [.. searched.Select(i => labels[i] == 1)] : null, incidents: null);
        bool[] alarms = [.. searched.Select(i => verdicts.IsAnomalous[i])];
        List<JobScore> scores =
            [
                metrics.Of(
                    "model", $"surprise, {model.Design.Cells.Describe()}",
                    [.. searched.Select(i => verdicts.Scores[i])], alarms),
            ];
        if (counts is not null)
        {
            scores.Add(metrics.OfBaseline(
                "logistic_on_counts", "logistic regression on counts",
                [.. learned.Concat(searched).Select(i => counts[i])], learned.Length,
                model.Fitted.Rate));
        }

        var tables = new EventTables(log, verdicts, model.Design);
        string found =
            $"{FigureText.Count(alarms.Count(a => a))} of {FigureText.Count(alarms.Length)} events that were searched "
            + $"are above the threshold.";
        bool isCompared = metrics.IsLabeled && counts is not null;
        return new JobResult(metrics.Columns, scores, isCompared ? $"{found} {Comparison(scores)}" : found)
        {
            Details = [.. verdicts.Clearest(searched).Take(MostDescribed).Select(tables.Describe)],
            Notes = isCompared
                ? ["The model sees no labels; logistic regression learns from the labels of the training part."]
                : [],
        };
    }

    private static string Comparison(List<JobScore> scores)
    {
        (double own, double other) = (scores[0].Metrics["pr_auc"], scores[1].Metrics["pr_auc"]);
        return $"Without labels its PR-AUC is {FigureText.Number(own, 3)}, {FigureText.Number(own / other, 1)} times "
            + $"that of logistic regression on counts with labels ({FigureText.Number(other, 3)}).";
    }
}
