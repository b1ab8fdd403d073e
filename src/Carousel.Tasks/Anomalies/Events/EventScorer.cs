using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Memory;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>Runs the network over whole histories: how surprising each event was to one who knew those before it.</summary>
internal sealed class EventScorer(Backend backend, EventNetwork network)
{
    private const int EventsAtOnce = 4096;

    /// <summary>The surprise of each event of all entities.</summary>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="cancellation">Stops between entities.</param>
    /// <returns>A list for each entity.</returns>
    public EventSurprise[][] ScoreAll(EventEncoder encoder, CancellationToken cancellation)
    {
        var all = new EventSurprise[encoder.Log.Count][];
        for (int h = 0; h < all.Length; h++)
        {
            cancellation.ThrowIfCancellationRequested();
            all[h] = Score(encoder, encoder.Log[h]);
        }

        return all;
    }

    /// <summary>The surprise of each event.</summary>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="history">The entity's events.</param>
    /// <returns>In the order of the events.</returns>
    public EventSurprise[] Score(EventEncoder encoder, EventSequence history)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var batch = new EventBatch(network.Design);
        var logits = new Variable[network.Design.Fields.Count];
        var surprises = new EventSurprise[history.Length];
        float[] carried = [];
        for (int first = 0; first < surprises.Length; first += EventsAtOnce)
        {
            int length = Math.Min(EventsAtOnce, surprises.Length - first);
            batch.Begin([length]);
            batch.Set(0, encoder, history, first, length);
            tape.Begin(TapeMode.Inference);
            Variable state = carried.Length == 0 ? default : tape.Input(carried, new Shape(1, carried.Length));
            Variable final = network.Forward(tape, batch.Before(tape), batch.Codes(tape), batch.Packing, logits, state);
            carried = final.Value.ToArray();
            var parts = new double[length][];
            for (int t = 0; t < length; t++)
            {
                parts[t] = new double[logits.Length];
            }

            for (int f = 0; f < logits.Length; f++)
            {
                float[] values = logits[f].Value.ToArray();
                int size = network.Design.Fields[f].Size;
                for (int t = 0; t < length; t++)
                {
                    parts[t][f] = NegativeLogLikelihood(values.AsSpan(t * size, size), (int)batch.Targets(f)[t]);
                }
            }

            for (int t = 0; t < length; t++)
            {
                surprises[first + t] = new EventSurprise(parts[t].Sum(), parts[t]);
            }
        }

        return surprises;
    }

    public static double NegativeLogLikelihood(ReadOnlySpan<float> logits, int code)
    {
        double most = double.NegativeInfinity;
        foreach (float logit in logits)
        {
            most = Math.Max(most, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - most);
        }

        return Math.Log(sum) - (logits[code] - most);
    }
}
