namespace Carousel.Reference.Quantized;

/// <summary>Whole numbers −127 … 127 and the scale that makes values of them.</summary>
/// <param name="Q">[K].</param>
/// <param name="Scale">Of single precision.</param>
internal sealed record QuantizedRow(int[] Q, double Scale);

/// <summary>
/// Textbook twin of the two ways to 8 bits: of weights, once, and of activations, in every step. Derivation:
/// docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// Each quotient and product is rounded to single precision once, as the definition says; in double precision before it
/// is rounded it is exact enough for that.
/// </remarks>
internal static class QuantizedRowReference
{
    private const int Largest = 127;

    /// <summary>s = max |w| / 127, q = w / s to the nearest, ties to even.</summary>
    /// <param name="row">[K], of single precision.</param>
    public static QuantizedRow Weights(double[] row)
    {
        double scale = (float)(row.Max(Math.Abs) / Largest);
        return new QuantizedRow([.. row.Select(w => scale == 0 ? 0 : Whole((float)(w / scale)))], scale);
    }

    /// <summary>s = max |a| / 127, q = a · (127 / max |a|) to the nearest, ties to even.</summary>
    /// <param name="row">[K], of single precision.</param>
    public static QuantizedRow Activations(double[] row)
    {
        double largest = row.Max(Math.Abs);
        float inverse = (float)(Largest / largest);
        if (row.Any(a => !double.IsFinite(a)))
        {
            return new QuantizedRow(new int[row.Length], double.NaN);
        }

        return float.IsInfinity(inverse)
            ? new QuantizedRow(new int[row.Length], 0)
            : new QuantizedRow([.. row.Select(a => Whole((float)(a * inverse)))], (float)(largest / Largest));
    }

    /// <summary>start + s_M·s_a·Σ q_M·q_a for each row of a matrix, the activations put into 8 bits first.</summary>
    /// <param name="start">[R].</param>
    /// <param name="matrix">[R, K], of single precision.</param>
    /// <param name="firstRow">The row of the matrix that belongs to start[0].</param>
    /// <param name="a">[K], of single precision.</param>
    public static double[] Add(double[] start, double[] matrix, int firstRow, double[] a)
    {
        QuantizedRow activations = Activations([.. a.Select(v => (double)(float)v)]);
        var y = new double[start.Length];
        for (int r = 0; r < y.Length; r++)
        {
            QuantizedRow weights = Weights(matrix.AsSpan((firstRow + r) * a.Length, a.Length).ToArray());
            long sum = 0;
            for (int k = 0; k < a.Length; k++)
            {
                sum += weights.Q[k] * activations.Q[k];
            }

            y[r] = start[r] + (weights.Scale * activations.Scale * sum);
        }

        return y;
    }

    private static int Whole(double value) =>
        (int)Math.Clamp(Math.Round(value, MidpointRounding.ToEven), -Largest, Largest);
}
