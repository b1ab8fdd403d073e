namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// A direction of weights [D, inner, columns] in 8 bits, with one scale and zero for a direction or for each column.
/// </summary>
internal sealed class QuantisedWeights
{
    private readonly int[] _values;
    private readonly double[] _scale;

    /// <summary>Takes them.</summary>
    /// <param name="call">Its input <paramref name="scaleInput"/> is the scale, and the next the zero.</param>
    /// <param name="tensor">The bytes.</param>
    /// <param name="scaleInput">Where the scale stands.</param>
    /// <param name="direction">0 or 1.</param>
    /// <param name="directions">D.</param>
    /// <param name="inner">Values of a column.</param>
    /// <param name="columns">Columns.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">They do not go together.</exception>
    public QuantisedWeights(
        NodeCall call, OnnxTensor tensor, int scaleInput, int direction, int directions, int inner, int columns)
    {
        (Inner, Columns) = (inner, columns);
        (OnnxTensor scale, OnnxTensor zero) = (call.Real(scaleInput), call[scaleInput + 1]);
        if (tensor.Type is not (OnnxType.Int8 or OnnxType.UInt8) || scale.Length != zero.Length
            || (scale.Length != directions && scale.Length != directions * columns))
        {
            throw call.Wrong(
                $"has the weights {tensor} with the scales {scale} and the zeros {zero}: int8 or uint8 with one of "
                + $"both for a direction or for each of its {columns} columns are expected.");
        }

        int perDirection = scale.Length / directions;
        _scale = call.Doubles(scale.Part(direction, directions));
        double[] zeros = call.Doubles(zero.Part(direction, directions)),
            values = call.Doubles(tensor.Part(direction, directions));
        _values = call.Scratch<int>(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            _values[i] = (int)(values[i] - zeros[perDirection == 1 ? 0 : i % columns]);
        }
    }

    /// <summary>Values of a column.</summary>
    public int Inner { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>The number that a byte stands for.</summary>
    public double this[int row, int column] =>
        _values[(row * Columns) + column] * _scale[_scale.Length == 1 ? 0 : column];

    /// <summary>The products of a row in 8 bits with each column.</summary>
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
