using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Tensors;
using Carousel.Training;
using Losses = Carousel.Training.Loss;

namespace Carousel.Anomalies;

/// <summary>
/// Training of the forecaster of events: pieces of histories, the mean negative log-likelihood of an event.
/// </summary>
internal sealed class EventProblem(
    EventNetwork network, EventEncoder encoder, DateTime learningEnd, DateTime validationEnd, int batchSize, ulong seed,
    string fingerprint)
    : ExampleProblem<EventPiece>(
        network, Pieces(encoder.Log, DateTime.MinValue, learningEnd), Pieces(encoder.Log, learningEnd, validationEnd),
        batchSize, seed,
        "anomaly/order", fingerprint)
{
    private const int Longest = 100;

    private readonly EventBatch _batch = new(encoder);

    /// <summary>The mean surprise of <see cref="EventProfile"/> on the validation set.</summary>
    public ValidationBaseline Baseline => new(EventProfile.Title, _ =>
    {
        EventSurprise[] surprises = EventProfile.Of(encoder, learningEnd);
        return encoder.Log.PlacesWhere(t => t >= learningEnd && t < validationEnd).Average(i => surprises[i].Total);
    });

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, EventPiece[] examples)
    {
        _batch.Fill(examples);
        int rows = _batch.Packing.Rows;
        Variable[] losses =
        [
            .. network.Forward(tape, _batch).Logits.Select((logits, f) =>
                Losses.CrossEntropy().Apply(tape, logits, tape.Input(_batch.Targets(f), new Shape(rows, 1)).Value)),
        ];
        return new BatchLoss(losses.Aggregate(tape.Add), rows);
    }

    private static EventPiece[] Pieces(EventLog log, DateTime from, DateTime to) =>
    [
        .. Enumerable.Range(0, log.Count).SelectMany(h =>
        {
            EventSequence events = log[h];
            return Enumerable.Range(0, events.Length).Where(e => events.Times[e] >= from && events.Times[e] < to)
                .Chunk(Longest)
                .Select(piece => new EventPiece(events, piece[0], piece.Length));
        }),
    ];
}
