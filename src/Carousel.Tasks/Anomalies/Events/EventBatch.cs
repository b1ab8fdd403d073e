using Carousel.Autograd;
using Carousel.Data;
using Carousel.Memory;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>Pieces of histories as the network reads them: in each row the event before, and the codes of the event to forecast.</summary>
internal sealed class EventBatch(EventDesign design)
{
    private readonly SequenceBatch _before = new(design.InputSize);
    private readonly int _told = design.Fields.Sum(f => f.Size);
    private readonly int[] _own = new int[design.Fields.Count];
    private float[] _codes = [];
    private float[][] _targets = [.. design.Fields.Select(_ => Array.Empty<float>())];

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _before.Packing;

    /// <summary>Begins a batch.</summary>
    /// <param name="lengths">Events of each piece.</param>
    public void Begin(ReadOnlySpan<int> lengths)
    {
        _before.Begin(lengths);
        int rows = Packing.Rows;
        if (_codes.Length < rows * _told)
        {
            _codes = new float[rows * _told];
            _targets = [.. _targets.Select(_ => new float[rows])];
        }

        _codes.AsSpan(0, rows * _told).Clear();
    }

    /// <summary>Sets a piece.</summary>
    /// <param name="piece">Which.</param>
    /// <param name="encoder">Knows the codes of the log.</param>
    /// <param name="history">The entity's events.</param>
    /// <param name="first">The first event of the piece.</param>
    /// <param name="length">How many.</param>
    public void Set(int piece, EventEncoder encoder, EventSequence history, int first, int length)
    {
        for (int t = 0; t < length; t++)
        {
            int at = first + t;
            int row = Packing.Row(piece, t);
            Span<float> input = _before.Step(piece, t);
            input.Clear();
            if (at > 0)
            {
                encoder.Encode(history, at - 1, _own);
                Mark(input);
                CalendarPhase.Write(history.Times[at - 1], input[_told..]);
            }

            encoder.Encode(history, at, _own);
            Mark(_codes.AsSpan(row * _told, _told));
            for (int f = 0; f < _own.Length; f++)
            {
                _targets[f][row] = _own[f];
            }
        }
    }

    /// <summary>[N, InputSize]: the events before.</summary>
    public ReadOnlySpan<float> Values => _before.Values;

    /// <summary>The events before as the tape takes them.</summary>
    public Variable Before(Tape tape) => tape.Input(_before.Values, new Shape(Packing.Rows, design.InputSize));

    /// <summary>The codes to forecast as the tape takes them.</summary>
    public Variable Codes(Tape tape) => tape.Input(_codes.AsSpan(0, Packing.Rows * _told), new Shape(Packing.Rows, _told));

    /// <summary>The codes of a field to forecast, by row.</summary>
    public ReadOnlySpan<float> Targets(int field) => _targets[field].AsSpan(0, Packing.Rows);

    private void Mark(Span<float> codes)
    {
        int first = 0;
        for (int f = 0; f < _own.Length; f++)
        {
            codes[first + _own[f]] = 1;
            first += design.Fields[f].Size;
        }
    }
}
