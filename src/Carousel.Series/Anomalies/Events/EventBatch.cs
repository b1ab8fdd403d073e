using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Tensors;

namespace Carousel.Anomalies;

/// <summary>Events of an entity that follow each other.</summary>
/// <param name="Events">The entity's events.</param>
/// <param name="First">The first event of the piece.</param>
/// <param name="Length">How many.</param>
internal readonly record struct EventPiece(EventSequence Events, int First, int Length);

/// <summary>
/// Pieces of histories as the network reads them: in each row the event before, and the codes of the event to forecast.
/// </summary>
/// <param name="encoder">Knows the codes of the log.</param>
internal sealed class EventBatch(EventEncoder encoder)
{
    private readonly EventDesign _design = encoder.Design;
    private readonly SequenceBatch _before = new(encoder.Design.InputSize);
    private readonly bool _hasHours = encoder.Design.FieldsOf(EventFieldKind.Hour).Any();
    private readonly int _told = encoder.Design.CodeCount;
    private readonly int[] _own = new int[encoder.Design.Fields.Count];
    private float[] _codes = [];
    private float[][] _targets = [];

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _before.Packing;

    /// <summary>[N, InputSize]: the events before.</summary>
    public ReadOnlySpan<float> Values => _before.Values;

    /// <summary>The codes of a field to forecast, by row.</summary>
    public float[] Targets(int field) => _targets[field];

    /// <summary>Refills the batch.</summary>
    public void Fill(params IReadOnlyList<EventPiece> pieces)
    {
        _before.Begin([.. pieces.Select(p => p.Length)]);
        _codes = new float[Packing.Rows * _told];
        _targets = [.. _design.Fields.Select(_ => new float[Packing.Rows])];
        for (int b = 0; b < pieces.Count; b++)
        {
            (EventSequence events, int first, int length) = pieces[b];
            for (int t = 0; t < length; t++)
            {
                Set(_before.Step(b, t), Packing.Row(b, t), events, first + t);
            }
        }
    }

    /// <summary>The events before as the tape takes them.</summary>
    public Variable Before(Tape tape) => tape.Input(_before);

    /// <summary>The codes to forecast as the tape takes them.</summary>
    public Variable Codes(Tape tape) => tape.Input(_codes, new Shape(Packing.Rows, _told));

    private void Set(Span<float> input, int row, EventSequence events, int at)
    {
        input.Clear();
        if (at > 0)
        {
            Mark(events, at - 1, input);
            DateTime time = events.Times[at - 1];
            CalendarPhase.Write(_hasHours || time.TimeOfDay == default ? time : null, input[_told..]);
        }

        Mark(events, at, _codes.AsSpan(row * _told, _told));
        for (int f = 0; f < _own.Length; f++)
        {
            _targets[f][row] = _own[f];
        }
    }

    private void Mark(EventSequence events, int at, Span<float> codes)
    {
        encoder.Encode(events, at, _own);
        int first = 0;
        for (int f = 0; f < _own.Length; f++)
        {
            codes[first + _own[f]] = 1;
            first += _design.Fields[f].Size;
        }
    }
}
