using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>A detector of surprising events, opened: an id's events are a sequence. A step reads the event before the one that it forecasts, nothing at the beginning.</summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="read">Reads a log.</param>
internal sealed class EventInspection(Backend backend, EventNetwork network, Func<JobInput, EventLog> read) : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "event";

    /// <inheritdoc/>
    public double? HoursPerStep => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames => [.. network.Design.Fields.SelectMany(f => Enumerable.Range(0, f.Size).Select(code => Code(f, code))), .. CalendarPhase.Names];

    /// <inheritdoc/>
    public string LossName => "nats an event";

    /// <inheritdoc/>
    public string ScoreName => "";

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        EventLog log = read(data);
        int[] rows = log.Rows();
        var encoder = new EventEncoder(network.Design, log);
        return [.. Enumerable.Range(0, log.Count).Select(h => Sequence(log, encoder, h, rows))];
    }

    /// <summary>How surprising each event was: −ln of its probability, all fields together.</summary>
    /// <inheritdoc/>
    public double[] Losses(InspectedSequence sequence, float[] hidden, float[] finalState)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        var source = (EventSource)sequence.Source!;
        EventBatch batch = Batch(source);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        var logits = new Variable[network.Design.Fields.Count];
        network.Forecast(tape, tape.Input(hidden, new Shape(sequence.Steps, Reader.OutputSize)), batch.Codes(tape), batch.Packing, logits);
        var losses = new double[sequence.Steps];
        for (int f = 0; f < logits.Length; f++)
        {
            float[] values = logits[f].Value.ToArray();
            int size = network.Design.Fields[f].Size;
            for (int t = 0; t < losses.Length; t++)
            {
                losses[t] += EventScorer.NegativeLogLikelihood(values.AsSpan(t * size, size), (int)batch.Targets(f)[t]);
            }
        }

        return losses;
    }

    /// <inheritdoc/>
    public Variable Score(Tape tape, InspectedSequence sequence, Variable input, Packing packing, int answer) =>
        throw new NotSupportedException("A detector says something of every event, not one number of an id.");

    private static string Code(EventField field, int code) => field.Kind switch
    {
        EventFieldKind.Category => code == 0 ? $"{field.Name} is new" : $"{field.Name} is {field.Labels[code - 1]}",
        EventFieldKind.Hour => $"{field.Name} is {code}",
        _ => code == 0 ? $"{field.Name} is missing" : $"{field.Name} in bucket {code}",
    };

    private InspectedSequence Sequence(EventLog log, EventEncoder encoder, int id, int[] rows)
    {
        EventSequence events = log[id];
        var source = new EventSource(encoder, id);
        int[] before = [.. Enumerable.Range(0, events.Length - 1)];
        return new InspectedSequence(events.Id, () => Batch(source).Values.ToArray(), events.Length)
        {
            StepNames = ["beginning", .. before.Select(e => NameOf(log, id, e))],
            Rows = [-1, .. before.Select(e => rows[log[id].IndexAt(e)])],
            Source = source,
        };
    }

    private static string NameOf(EventLog log, int id, int at)
    {
        EventSequence events = log[id];
        string stamp = log.Format(events.Times[at]);
        return log.Categories.Count == 0 ? stamp : $"{stamp} {log.Categories[0].Values[events.Category(0)[at]]}";
    }

    private EventBatch Batch(EventSource source)
    {
        EventSequence events = source.Encoder.Log[source.Id];
        var batch = new EventBatch(network.Design);
        batch.Begin([events.Length]);
        batch.Set(0, source.Encoder, events, 0, events.Length);
        return batch;
    }

    private sealed record EventSource(EventEncoder Encoder, int Id);
}
