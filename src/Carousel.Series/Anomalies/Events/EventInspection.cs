using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Reading;
using Carousel.Layers;

namespace Carousel.Anomalies;

/// <summary>
/// A detector of surprising events, opened: an id's events are a sequence. A step reads the event before the one that
/// it forecasts, nothing at the beginning.
/// </summary>
/// <param name="backend">Where the network was built.</param>
/// <param name="network">The network.</param>
/// <param name="read">Reads a log.</param>
internal sealed class EventInspection(Backend backend, EventNetwork network, Func<JobInput, EventLog> read)
    : IInspectedModel
{
    /// <inheritdoc/>
    public Backend Backend => backend;

    /// <inheritdoc/>
    public SequenceLayer Reader => network.Reader;

    /// <inheritdoc/>
    public string StepName => "event";

    /// <inheritdoc/>
    public IReadOnlyList<string> InputNames =>
        [.. network.Design.Fields.SelectMany(f => f.CodeNames()), .. CalendarPhase.Names];

    /// <inheritdoc/>
    public IReadOnlyList<InspectedSequence> Read(JobInput data, CancellationToken cancellation)
    {
        EventLog log = read(data);
        int[] rows = log.Rows();
        var encoder = new EventEncoder(network.Design, log);
        return [.. Enumerable.Range(0, log.Count).Select(h => Sequence(encoder, log[h], rows))];
    }

    private static InspectedSequence Sequence(EventEncoder encoder, EventSequence events, int[] rows)
    {
        EventLog log = encoder.Log;
        int[] before = [.. Enumerable.Range(0, events.Length - 1)];
        return new InspectedSequence(events.Id, Values, events.Length)
        {
            StepNames =
            [
                "beginning",
                .. before.Select(e => log.Categories is [var first, ..]
                    ? $"{log.Format(events.Times[e])} {first.Values[events.Category(0)[e]]}"
                    : log.Format(events.Times[e])),
            ],
            Rows = [-1, .. before.Select(e => rows[events.IndexAt(e)])],
        };

        float[] Values()
        {
            var batch = new EventBatch(encoder);
            batch.Fill(new EventPiece(events, 0, events.Length));
            return batch.Values.ToArray();
        }
    }
}
