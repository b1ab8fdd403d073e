using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>
/// The baseline of events: how rare the values of an event are among the entity's events before it, whose frequencies
/// are shrunk towards those of the training set.
/// </summary>
internal static class EventProfile
{
    /// <summary>What tables call it.</summary>
    public const string Title = "frequencies of the entity's values";

    // An entity of ten events has half its own frequencies.
    private const double Weight = 10;

    /// <summary>The surprise of each event, in the order of the log.</summary>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="learningEnd">Where the training set ends.</param>
    public static EventSurprise[] Of(EventEncoder encoder, DateTime learningEnd)
    {
        double[][] Counts(double first) =>
            [.. encoder.Design.Fields.Select(f => Enumerable.Repeat(first, f.Size).ToArray())];
        double[][] all = Counts(1);
        var codes = new int[all.Length];
        foreach (int place in encoder.Log.PlacesWhere(t => t < learningEnd))
        {
            (EventSequence events, int at) = encoder.Log.Find(place);
            encoder.Encode(events, at, codes);
            for (int f = 0; f < codes.Length; f++)
            {
                all[f][codes[f]]++;
            }
        }

        double[] sums = [.. all.Select(counts => counts.Sum())];
        var surprises = new EventSurprise[encoder.Log.EventCount];
        for (int h = 0; h < encoder.Log.Count; h++)
        {
            EventSequence events = encoder.Log[h];
            double[][] own = Counts(0);
            for (int at = 0; at < events.Length; at++)
            {
                encoder.Encode(events, at, codes);
                double[] nats =
                [
                    .. codes.Select((code, f) => -Math.Log(
                        (own[f][code]++ + (Weight * all[f][code] / sums[f])) / (at + Weight))),
                ];
                surprises[events.IndexAt(at)] = new EventSurprise(nats.Sum(), nats);
            }
        }

        return surprises;
    }
}
