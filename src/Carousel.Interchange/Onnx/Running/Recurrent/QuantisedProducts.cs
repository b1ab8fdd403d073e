using Carousel.Interchange.Onnx.Running.Operators;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>Products of weights in 8 bits with inputs and states that are put into 8 bits on the way, as ONNX Runtime's DynamicQuantizeLSTM has it: one scale for all inputs, one for all states of a step.</summary>
internal sealed class QuantisedProducts : IRecurrentProducts
{
    private readonly Weights _w;
    private readonly Weights _r;
    private readonly byte[] _x;
    private readonly (float Scale, byte Zero) _range;

    /// <summary>Takes the weights of a direction.</summary>
    /// <param name="call">Inputs 8 to 11 are scale and zero of W and of R.</param>
    /// <param name="inputs">The others.</param>
    /// <param name="direction">0 or 1.</param>
    public QuantisedProducts(NodeCall call, RecurrentInputs inputs, int direction)
    {
        int rows = RecurrentKind.Lstm.Gates * inputs.H;
        _w = new Weights(call, inputs.W, 8, direction, inputs.D, inputs.I, rows);
        _r = new Weights(call, inputs.R, 10, direction, inputs.D, inputs.H, rows);
        float[] x = inputs.X.ToSingles();
        _range = QuantisedOperators.RangeOf(x);
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

    // [D, inner, columns] in 8 bits, with one scale and zero for a direction or for each column.
    private sealed class Weights
    {
        private readonly int[] _values;
        private readonly double[] _scale;

        public Weights(NodeCall call, OnnxTensor tensor, int scaleInput, int direction, int directions, int inner, int columns)
        {
            (Inner, Columns) = (inner, columns);
            (OnnxTensor scale, OnnxTensor zero) = (call.Real(scaleInput), call[scaleInput + 1]);
            if (tensor.Type is not (OnnxType.Int8 or OnnxType.UInt8) || scale.Length != zero.Length || (scale.Length != directions && scale.Length != directions * columns))
            {
                throw call.Wrong($"has the weights {tensor} with the scales {scale} and the zeros {zero}: int8 or uint8 with one of both for a direction or for each of its {columns} columns are expected.");
            }

            int perDirection = scale.Length / directions;
            _scale = [.. scale.ToDoubles().Skip(direction * perDirection).Take(perDirection)];
            double[] zeros = [.. zero.ToDoubles().Skip(direction * perDirection).Take(perDirection)];
            double[] values = tensor.ToDoubles()[(direction * inner * columns)..((direction + 1) * inner * columns)];
            _values = [.. values.Select((v, i) => (int)(v - zeros[perDirection == 1 ? 0 : i % columns]))];
        }

        public int Inner { get; }

        public int Columns { get; }

        public void Multiply(ReadOnlySpan<byte> row, (float Scale, byte Zero) range, Span<double> sums)
        {
            for (int column = 0; column < sums.Length; column++)
            {
                int sum = 0;
                for (int i = 0; i < row.Length; i++)
                {
                    sum += (row[i] - range.Zero) * _values[(i * Columns) + column];
                }

                sums[column] = sum * (range.Scale * _scale[_scale.Length == 1 ? 0 : column]);
            }
        }
    }
}
