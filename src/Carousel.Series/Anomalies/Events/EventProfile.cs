using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// How rare the values of an event are among the entity's events before it, whose frequencies are shrunk towards those
/// of the training set.
/// </summary>
internal static class EventProfile
{
    /// <summary>What tables call it.</summary>
    public const string Title = "frequencies of the entity's values";

    // An entity of ten events has half its own frequencies.
    private const double Weight = 10;

    /// <summary>How often each value occurs.</summary>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="learningEnd">Where the training set ends.</param>
    /// <returns>[fields][K]: one more than the number of events.</returns>
    public static IReadOnlyList<double[]> CountsOf(EventEncoder encoder, DateTime learningEnd)
    {
        double[][] counts = [.. encoder.Design.Fields.Select(f => Enumerable.Repeat(1.0, f.Size).ToArray())];
        var codes = new int[counts.Length];
        foreach (int place in encoder.Log.PlacesWhere(t => t < learningEnd))
        {
            (EventSequence events, int at) = encoder.Log.Find(place);
            encoder.Encode(events, at, codes);
            for (int f = 0; f < codes.Length; f++)
            {
                counts[f][codes[f]]++;
            }
        }

        return counts;
    }

    /// <summary>The surprise of each event, in the order of the log.</summary>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="learningEnd">Where the training set ends.</param>
    public static EventSurprise[] Of(EventEncoder encoder, DateTime learningEnd)
    {
        var fitted = new EventFitted(0, 0, new double[encoder.Design.Fields.Count], 0)
        {
            Scoring = EventScoring.Frequencies,
            Counts = CountsOf(encoder, learningEnd),
        };
        return fitted.Judge(
            encoder, [.. Enumerable.Repeat(new EventSurprise(0, []), encoder.Log.EventCount)]).Surprises;
    }

    /// <summary>The surprise of an event.</summary>
    /// <param name="counts">[fields][K]: those of <see cref="CountsOf"/>.</param>
    /// <param name="own">[fields][K]: those of the entity's events before it; the event is added.</param>
    /// <param name="codes">[fields]: the event.</param>
    public static EventSurprise Of(IReadOnlyList<double[]> counts, double[][] own, ReadOnlySpan<int> codes)
    {
        var nats = new double[codes.Length];
        double before = own[0].Sum() + Weight;
        for (int f = 0; f < nats.Length; f++)
        {
            double all = Weight * counts[f][codes[f]] / counts[f].Sum();
            nats[f] = -Math.Log((own[f][codes[f]]++ + all) / before);
        }

        return new EventSurprise(nats.Sum(), nats);
    }
}
