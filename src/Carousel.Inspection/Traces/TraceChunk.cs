using Carousel.Networks;

namespace Carousel.Inspection.Traces;

/// <summary>
/// Gates and states of one recurrent layer over some steps that follow each other. Its values are those of the call
/// that shows it, and are overwritten after it.
/// </summary>
public sealed class TraceChunk
{
    private readonly float[]?[] _tables;
    private readonly int _skipped;

    internal TraceChunk(string layer, int units, int outputs, IReadOnlyList<TraceQuantity> quantities)
    {
        (Layer, Units, Outputs, Quantities) = (layer, units, outputs, quantities);
        _tables = new float[Enum.GetValues<TraceQuantity>().Length][];
    }

    private TraceChunk(TraceChunk whole, int first, int steps)
    {
        (Layer, Units, Outputs, Quantities) = (whole.Layer, whole.Units, whole.Outputs, whole.Quantities);
        (_tables, _skipped) = (whole._tables, whole._skipped + first - whole.First);
        (First, Steps) = (first, steps);
    }

    /// <summary>
    /// The layer's path in its model, such as <c>lstm.0</c>; empty for a layer that is the whole model.
    /// </summary>
    public string Layer { get; }

    /// <summary>H: how many units.</summary>
    public int Units { get; }

    /// <summary>P: values of the hidden state; H, or fewer where an LSTM projects it.</summary>
    public int Outputs { get; }

    /// <summary>The first step, from 0.</summary>
    public int First { get; private set; }

    /// <summary>T: how many steps.</summary>
    public int Steps { get; private set; }

    /// <summary>The quantities that were chosen and that the layer's cell has.</summary>
    public IReadOnlyList<TraceQuantity> Quantities { get; }

    /// <summary>The values of a quantity, in the order of time.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <returns>[T, H]; of the hidden state [T, P].</returns>
    /// <exception cref="KeyNotFoundException">The cell has no such quantity, or it was not chosen.</exception>
    public ReadOnlySpan<float> this[TraceQuantity quantity] => _tables[(int)quantity] is { } table
        ? table.AsSpan(_skipped * Width(quantity), Steps * Width(quantity))
        : throw new KeyNotFoundException(
            $"There is no {quantity} of the layer '{Layer}' here; there is {string.Join(", ", Quantities)}.");

    /// <summary>Values of a quantity a step.</summary>
    /// <param name="quantity">Which.</param>
    /// <returns>P for the hidden state, else H.</returns>
    public int Width(TraceQuantity quantity) => quantity == TraceQuantity.Hidden ? Outputs : Units;

    /// <summary>The part of the chunk between two steps.</summary>
    /// <param name="from">The first step wanted, from 0.</param>
    /// <param name="to">The step after the last one wanted.</param>
    /// <returns>A view of the same values; null if no step is between.</returns>
    public TraceChunk? Between(int from, int to)
    {
        (from, to) = (Math.Max(from, First), Math.Min(to, First + Steps));
        return from >= to ? null : from == First && to == First + Steps ? this : new TraceChunk(this, from, to - from);
    }

    /// <summary>Takes the values of a run.</summary>
    /// <param name="run">Of this layer.</param>
    /// <param name="first">Its first step.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="scratch">Room that grows as needed.</param>
    internal void Take(KeptRun run, int first, int steps, ref float[] scratch)
    {
        (First, Steps) = (first, steps);
        foreach (TraceQuantity quantity in Quantities)
        {
            int length = checked(steps * Width(quantity));
            if (_tables[(int)quantity] is not { } table || table.Length < length)
            {
                _tables[(int)quantity] = table = new float[length];
            }

            run.Read(quantity, table.AsSpan(0, length), ref scratch);
        }
    }
}
