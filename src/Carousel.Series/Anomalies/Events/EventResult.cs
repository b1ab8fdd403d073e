using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>The result of a detector of events, compared with <see cref="EventProfile"/>.</summary>
internal static class EventResult
{
    private const int MostDescribed = 10;

    /// <summary>Measures a detector.</summary>
    /// <param name="log">The events.</param>
    /// <param name="verdicts">The verdicts.</param>
    /// <param name="from">Where the searched part begins.</param>
    /// <param name="model">The model.</param>
    public static JobResult Of(EventLog log, EventVerdicts verdicts, DateTime from, EventModel model)
    {
        int[] searched = log.PlacesWhere(t => t >= from);
        var metrics = new AnomalyMetrics(
            log.AllLabels is { } labels ? [.. searched.Select(i => labels[i] == 1)] : null, incidents: null);
        JobScore Score(string name, string title, IReadOnlyList<double> scores, double threshold) => metrics.Of(
            name, title, [.. searched.Select(i => scores[i])], [.. searched.Select(i => scores[i] > threshold)]);
        List<JobScore> scores = [Score("model", model.Title, verdicts.Scores, model.Fitted.Threshold)];
        bool isCompared = metrics.IsLabeled && searched.Length < log.EventCount;
        if (isCompared)
        {
            var encoder = new EventEncoder(model.Design, log);
            EventSurprise[] network = model.Surprises(encoder);
            void Add(EventScoring scoring, string name, string title)
            {
                if (model.Fitted.Scoring != scoring)
                {
                    var fitted = EventFitted.Of(encoder, network, from, model.Fitted with { Scoring = scoring });
                    scores.Add(Score(name, title, fitted.Judge(encoder, network).Scores, fitted.Threshold));
                }
            }

            Add(EventScoring.Frequencies, "entity_frequencies", EventProfile.Title);
            Add(EventScoring.Network, "network", model.Design.Cells.Describe());
        }

        var tables = new EventTables(log, verdicts, model.Design);
        string found = $"{FigureText.Count(searched.Count(i => verdicts.IsAnomalous[i]))} of "
            + $"{FigureText.Count(searched.Length)} events that were searched are above the threshold of "
            + $"{FigureText.Number(model.Fitted.Threshold, 1)}.";
        return new JobResult(
            metrics.Columns, scores, !isCompared ? found
                : $"{found} Compared with the labels, PR-AUC is {AnomalyMetrics.Compared(scores, "pr_auc")}.")
        {
            Details =
            [
                .. verdicts.Clearest(searched.Where(i => verdicts.IsAnomalous[i])).Take(MostDescribed)
                    .Select(tables.Describe),
            ],
        };
    }
}
