using Carousel.Tasks.Anomalies.Thresholds;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>What was fitted beside the network: what is usual, and from where on a score is an anomaly. Kept in the model file.</summary>
/// <param name="Rate">The rate of false alarms that was asked for.</param>
/// <param name="MemoryHours">Hours over which the surprise of an entity's events adds up.</param>
/// <param name="Means">[fields]: usual surprise of a field in the learning part.</param>
/// <param name="Threshold">Of the score of an event.</param>
public sealed record EventFitted(double Rate, double MemoryHours, IReadOnlyList<double> Means, double Threshold)
{
    /// <summary>Fits to the surprises of the learning part.</summary>
    internal static EventFitted Of(EventLog log, EventSurprise[][] surprises, DateTime learningEnd, double rate, double memoryHours)
    {
        var means = new double[surprises[0][0].Fields.Count];
        long count = 0;
        for (int h = 0; h < log.Count; h++)
        {
            for (int e = 0; e < surprises[h].Length && log[h].Times[e] < learningEnd; e++, count++)
            {
                for (int f = 0; f < means.Length; f++)
                {
                    means[f] += surprises[h][e].Fields[f];
                }
            }
        }

        for (int f = 0; f < means.Length; f++)
        {
            means[f] /= Math.Max(1, count);
        }

        var open = new EventFitted(rate, memoryHours, means, 0);
        List<double> learning = [];
        for (int h = 0; h < log.Count; h++)
        {
            double[] scores = open.Score(log[h], surprises[h]);
            for (int e = 0; e < scores.Length && log[h].Times[e] < learningEnd; e++)
            {
                learning.Add(scores[e]);
            }
        }

        return open with { Threshold = RateThreshold.Of(learning, rate) };
    }

    /// <summary>The score of each event: by how much it is more surprising than usual, and what of that the entity's events of the last hours had.</summary>
    internal double[] Score(EventSequence history, EventSurprise[] surprises)
    {
        double usual = Means.Sum();
        var scores = new double[surprises.Length];
        int first = 0;
        double held = 0;
        for (int e = 0; e < scores.Length; e++)
        {
            while (first < e && (history.Times[e] - history.Times[first]).TotalHours > MemoryHours)
            {
                held -= Math.Max(0, surprises[first].Total - usual);
                first++;
            }

            // Sums that were added and taken away again leave a rest.
            held = first == e ? 0 : held;
            double own = surprises[e].Total - usual;
            scores[e] = own + held;
            held += Math.Max(0, own);
        }

        return scores;
    }

    /// <summary>The field that is most beyond what is usual.</summary>
    internal int Reason(EventSurprise surprise) => Enumerable.Range(0, Means.Count).MaxBy(f => surprise.Fields[f] - Means[f]);
}
