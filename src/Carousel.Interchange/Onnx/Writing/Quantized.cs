using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>Matrices that a model keeps in bytes.</summary>
internal static class Quantized
{
    /// <summary>
    /// ONNX Runtime's LSTM that reads weights in bytes and quantises its inputs and states to bytes, step by step.
    /// </summary>
    public const string LstmOperator = "DynamicQuantizeLSTM";

    /// <summary>
    /// A matrix by columns, as the operators multiply from the right: [K, rows], with its rows in another order.
    /// </summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rows">The index of the row for each place.</param>
    /// <returns>Values and the scale of each column.</returns>
    public static (sbyte[] Values, float[] Scales) Transposed(QuantizedMatrix matrix, int[] rows)
    {
        var values = new sbyte[matrix.Values.Length];
        var scales = new float[rows.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            // A row of zeros has the scale 0, by which the runtime would divide: any scale leaves it zero.
            scales[r] = matrix.Scales.Span[rows[r]] is var scale && scale > 0 ? scale : 1;
            for (int k = 0; k < matrix.Columns; k++)
            {
                values[(k * rows.Length) + r] = matrix.Values.Span[(rows[r] * matrix.Columns) + k];
            }
        }

        return (values, scales);
    }
}
