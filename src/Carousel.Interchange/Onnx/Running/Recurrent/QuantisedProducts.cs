using Carousel.Interchange.Onnx.Running.Operators;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>Products of weights in 8 bits with inputs and states that are put into 8 bits on the way, as ONNX Runtime's DynamicQuantizeLSTM has it: one scale for all inputs, one for all states of a step.</summary>
internal sealed class QuantisedProducts : IRecurrentProducts
{
    private readonly QuantisedWeights _w;
    private readonly QuantisedWeights _r;
    private readonly byte[] _x;
    private readonly (float Scale, byte Zero) _range;

    /// <summary>Takes the weights of a direction.</summary>
    /// <param name="call">Inputs 8 to 11 are scale and zero of W and of R.</param>
    /// <param name="inputs">The others.</param>
    /// <param name="direction">0 or 1.</param>
    public QuantisedProducts(NodeCall call, RecurrentInputs inputs, int direction)
    {
        int rows = RecurrentKind.Lstm.Gates * inputs.H;
        _w = new QuantisedWeights(call, inputs.W, 8, direction, inputs.D, inputs.I, rows);
        _r = new QuantisedWeights(call, inputs.R, 10, direction, inputs.D, inputs.H, rows);
        float[] x = inputs.X.ToSingles();

        // What lies behind the longest sequence has no part in the range; what lies behind others has.
        _range = QuantisedOperators.RangeOf(inputs.IsTimeFirst ? x.AsSpan(0, inputs.Lengths.DefaultIfEmpty(0).Max() * inputs.B * inputs.I) : x);
        _x = Array.ConvertAll(x, v => QuantisedOperators.ToByte(v, _range.Scale, _range.Zero));
    }

    /// <inheritdoc/>
    public void FromInput(ReadOnlySpan<int> rows, Span<double> sums)
    {
        for (int b = 0; b < rows.Length; b++)
        {
            if (rows[b] >= 0)
            {
                _w.Multiply(_x.AsSpan(rows[b] * _w.Inner, _w.Inner), _range, sums.Slice(b * _w.Columns, _w.Columns));
            }
        }
    }

    /// <inheritdoc/>
    public void FromState(ReadOnlySpan<double> state, Span<double> sums, int firstGate, int gates)
    {
        float[] values = Array.ConvertAll(state.ToArray(), static v => (float)v);
        (float Scale, byte Zero) range = QuantisedOperators.RangeOf(values);
        byte[] bytes = Array.ConvertAll(values, v => QuantisedOperators.ToByte(v, range.Scale, range.Zero));
        for (int b = 0; b * _r.Inner < bytes.Length; b++)
        {
            _r.Multiply(bytes.AsSpan(b * _r.Inner, _r.Inner), range, sums.Slice(b * _r.Columns, _r.Columns));
        }
    }
}
