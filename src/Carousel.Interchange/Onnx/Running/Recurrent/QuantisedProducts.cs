using Carousel.Cells;
using Carousel.Interchange.Onnx.Running.Operators;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// Products of weights in 8 bits with inputs and states that are put into 8 bits on the way, as ONNX Runtime's
/// DynamicQuantizeLSTM has it: one scale for all inputs, one for all states of a step.
/// </summary>
internal sealed class QuantisedProducts : IRecurrentProducts
{
    private readonly QuantisedWeights _w;
    private readonly QuantisedWeights _r;
    private readonly byte[] _x;
    private readonly bool[] _runs;
    private readonly bool[] _hasEnded;
    private readonly float[] _state;
    private readonly byte[] _stateBytes;
    private readonly (float Scale, byte Zero) _range;

    /// <summary>Takes the weights of a direction.</summary>
    /// <param name="call">Inputs 8 to 11 are scale and zero of W and of R.</param>
    /// <param name="inputs">The others.</param>
    /// <param name="direction">0 or 1.</param>
    public QuantisedProducts(NodeCall call, RecurrentInputs inputs, int direction)
    {
        int rows = LstmDescription.Cell.GateCount * inputs.H;
        _w = new QuantisedWeights(call, inputs.W, 8, direction, inputs.D, inputs.I, rows);
        _r = new QuantisedWeights(call, inputs.R, 10, direction, inputs.D, inputs.H, rows);
        float[] x = call.Singles(inputs.X);

        // The range of all steps up to the last of the longest sequence, those behind the ends of others among them: so
        // has ONNX Runtime, whose text says nothing of it.
        float[] steps = call.Scratch<float>(inputs.Lengths.DefaultIfEmpty().Max() * inputs.B * inputs.I);
        for (int row = 0; row * inputs.I < steps.Length; row++)
        {
            x.AsSpan(inputs.InputRow(row / inputs.B, row % inputs.B) * inputs.I, inputs.I)
                .CopyTo(steps.AsSpan(row * inputs.I));
        }

        _range = QuantisedOperators.RangeOf(steps);
        _x = call.Scratch<byte>(x.Length);
        (_runs, _hasEnded) = (call.Scratch<bool>(inputs.B), call.Scratch<bool>(inputs.B));
        Quantise(x, _range, _x);
        (_state, _stateBytes) = (call.Scratch<float>(inputs.B * inputs.H), call.Scratch<byte>(inputs.B * inputs.H));
    }

    /// <inheritdoc/>
    public void FromInput(ReadOnlySpan<int> rows, Span<double> sums)
    {
        for (int b = 0; b < rows.Length; b++)
        {
            _runs[b] = rows[b] >= 0;
            if (_runs[b])
            {
                _w.Multiply(_x.AsSpan(rows[b] * _w.Inner, _w.Inner), _range, sums.Slice(b * _w.Columns, _w.Columns));
            }
        }
    }

    /// <inheritdoc/>
    public void FromState(ReadOnlySpan<double> state, Span<double> sums, int firstGate, int gates)
    {
        for (int i = 0; i < _state.Length; i++)
        {
            // There a sequence has the state 0 from the second step behind its end on, which widens no range.
            _state[i] = _hasEnded[i / _r.Inner] ? 0 : (float)state[i];
        }

        (float Scale, byte Zero) range = QuantisedOperators.RangeOf(_state);
        Quantise(_state, range, _stateBytes);
        for (int b = 0; b * _r.Inner < _stateBytes.Length; b++)
        {
            _r.Multiply(_stateBytes.AsSpan(b * _r.Inner, _r.Inner), range, sums.Slice(b * _r.Columns, _r.Columns));
            _hasEnded[b] = !_runs[b];
        }
    }

    private static void Quantise(float[] values, (float Scale, byte Zero) range, byte[] to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = QuantisedOperators.ToByte(values[i], range.Scale, range.Zero);
        }
    }
}
