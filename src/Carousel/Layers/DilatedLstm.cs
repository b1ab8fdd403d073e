using Carousel.Autograd;
using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Layers;

/// <summary>
/// An LSTM that reads at each step what it gave some steps before, not one: sequences side by side, all of the same
/// length.
/// </summary>
/// <remarks>
/// Chang and others 2017. Every d-th row is a sequence of its own, and rows that lie by step already lie so:
/// docs/derivations/smoothing.md.
/// </remarks>
internal sealed class DilatedLstm : Layer
{
    private readonly Lstm _cell;
    private readonly int _dilation;
    private readonly Packing _packing = new();
    private int[] _lengths = [];

    /// <summary>A layer.</summary>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="dilation">d, 1 or more.</param>
    public DilatedLstm(int inputSize, int hiddenSize, int dilation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dilation);
        (_cell, _dilation) = (AddLayer("cell", new Lstm(inputSize, hiddenSize)), dilation);
    }

    /// <summary>Runs over sequences.</summary>
    /// <param name="tape">Records the run. One run a step: the next one changes how the rows lie.</param>
    /// <param name="input">[T·B, I], by step.</param>
    /// <param name="sequences">B.</param>
    /// <returns>[T·B, H].</returns>
    public Variable Forward(Tape tape, Variable input, int sequences)
    {
        ArgumentNullException.ThrowIfNull(tape);
        int steps = input.Shape[0] / sequences, runs = (steps + _dilation - 1) / _dilation;
        int front = ((runs * _dilation) - steps) * sequences;
        Lie(runs, _dilation * sequences);
        if (front == 0)
        {
            return _cell.Forward(tape, input, _packing).Hidden;
        }

        Tensor zeros = tape.Arena.Allocate(new Shape(front, input.Shape[1]));
        tape.Backend.Clear(zeros);
        Variable rows = _cell.Forward(tape, JoinRowsOp.Apply(tape, tape.Constant(zeros), input), _packing).Hidden;
        return tape.SliceRows(rows, front, input.Shape[0]);
    }

    private void Lie(int steps, int sequences)
    {
        if (_packing.BatchSize != sequences || _packing.Steps != steps)
        {
            Room.Grow(ref _lengths, sequences);
            _lengths.AsSpan(0, sequences).Fill(steps);
            _packing.Set(_lengths.AsSpan(0, sequences));
        }
    }
}
