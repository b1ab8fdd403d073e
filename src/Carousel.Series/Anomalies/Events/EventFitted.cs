using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// Values fitted in addition to the network: the normal values, and the threshold of anomalies. Stored in the model
/// file.
/// </summary>
/// <param name="Rate">The rate of false alarms that was asked for.</param>
/// <param name="MemoryHours">Hours over which the surprise of an entity's events adds up.</param>
/// <param name="Means">[fields]: usual surprise of a field in the learning part.</param>
/// <param name="Threshold">Of the score of an event.</param>
internal sealed record EventFitted(double Rate, double MemoryHours, IReadOnlyList<double> Means, double Threshold)
{
    /// <summary>Fits to the surprises of the learning part.</summary>
    internal static EventFitted Of(
        EventLog log, EventSurprise[] surprises, DateTime learningEnd, double rate, double memoryHours)
    {
        int[] learned = log.PlacesWhere(t => t < learningEnd);
        IEnumerable<double> means = Enumerable.Range(0, surprises[0].Fields.Count)
            .Select(f => learned.Sum(i => surprises[i].Fields[f]) / Math.Max(1, learned.Length));
        var open = new EventFitted(rate, memoryHours, [.. means], 0);
        double[] scores = open.Score(log, surprises);
        return open with { Threshold = RateThreshold.Of(learned.Select(i => scores[i]), rate) };
    }

    /// <summary>Whether the numbers fit a design; checks data from a file.</summary>
    internal bool Fits(EventDesign design) =>
        Means.Count == design.Fields.Count && Means.All(double.IsFinite) && MemoryHours >= 0;

    /// <summary>
    /// The score of each event: by how much it is more surprising than usual, and what of that the entity's events of
    /// the last hours had.
    /// </summary>
    internal double[] Score(EventLog log, EventSurprise[] surprises)
    {
        double usual = Means.Sum();
        var scores = new double[surprises.Length];
        for (int h = 0; h < log.Count; h++)
        {
            EventSequence events = log[h];
            var history = new EventHistory();
            for (int e = 0; e < events.Length; e++)
            {
                int place = events.IndexAt(e);
                scores[place] = history.Add(events.Times[e], surprises[place].Total - usual, MemoryHours);
            }
        }

        return scores;
    }

    /// <summary>The field that is furthest from normal.</summary>
    internal int Reason(EventSurprise surprise) =>
        Enumerable.Range(0, Means.Count).MaxBy(f => surprise.Fields[f] - Means[f]);
}
