using Carousel.Autograd;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Reading;
using Carousel.Tensors;

namespace Carousel.Anomalies;

/// <summary>
/// Runs the network over whole histories: how surprising each event was to one who knew those before it.
/// </summary>
internal static class EventScorer
{
    private const int EventsAtOnce = 4096;

    /// <summary>The surprise of each event, in the order of the log.</summary>
    /// <param name="tape">Begun again for each part of a history: the state is carried, so that memory does not grow
    /// with the length.</param>
    /// <param name="network">The network.</param>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="cancellation">Stops between entities.</param>
    public static EventSurprise[] Of(
        Tape tape, EventNetwork network, EventEncoder encoder, CancellationToken cancellation)
    {
        List<EventSurprise> all = [];
        var batch = new EventBatch(encoder);
        for (int h = 0; h < encoder.Log.Count; h++)
        {
            cancellation.ThrowIfCancellationRequested();
            EventSequence history = encoder.Log[h];
            float[] carried = [];
            for (int first = 0; first < history.Length; first += EventsAtOnce)
            {
                batch.Fill(new EventPiece(history, first, Math.Min(EventsAtOnce, history.Length - first)));
                all.AddRange(Of(tape, network, batch, ref carried));
            }
        }

        return [.. all];
    }

    /// <summary>The surprise of each event of a batch of one piece.</summary>
    /// <param name="tape">Begun again.</param>
    /// <param name="network">The network.</param>
    /// <param name="batch">The piece.</param>
    /// <param name="state">The network's state before the piece, none for a new entity; then that after it.</param>
    public static EventSurprise[] Of(Tape tape, EventNetwork network, EventBatch batch, ref float[] state)
    {
        tape.Begin(TapeMode.Inference);
        Variable before = state.Length == 0 ? default : tape.Input(state, new Shape(1, state.Length));
        (Variable[] logits, Variable final) = network.Forward(tape, batch, before);
        state = final.Value.ToArray();
        return Of(logits, batch);
    }

    /// <summary>The surprise of each event of a batch of one piece.</summary>
    /// <param name="logits">[fields]: [N, K] each.</param>
    /// <param name="batch">What was forecast.</param>
    public static EventSurprise[] Of(Variable[] logits, EventBatch batch)
    {
        float[][] values = [.. logits.Select(l => l.Value.ToArray())];
        var surprises = new EventSurprise[batch.Packing.Rows];
        for (int t = 0; t < surprises.Length; t++)
        {
            double[] fields =
            [
                .. values.Select((own, f) =>
                {
                    int size = own.Length / surprises.Length;
                    return -Probabilities.LogSoftmax(own.AsSpan(t * size, size), (int)batch.Targets(f)[t]);
                }),
            ];
            surprises[t] = new EventSurprise(fields.Sum(), fields);
        }

        return surprises;
    }
}
