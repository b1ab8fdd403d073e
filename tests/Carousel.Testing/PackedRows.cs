namespace Carousel.Testing;

/// <summary>
/// Sequences of given lengths, longest first, as packed rows; and back to one array a sequence, as the twins take them.
/// </summary>
public sealed class PackedRows
{
    /// <summary>Lays out the rows.</summary>
    /// <param name="lengths">[B], never rising; 0 is legal.</param>
    public PackedRows(params int[] lengths)
    {
        Lengths = lengths;
        RowStart = new int[(lengths.Length == 0 ? 0 : lengths[0]) + 1];
        for (int t = 0; t + 1 < RowStart.Length; t++)
        {
            RowStart[t + 1] = RowStart[t] + lengths.Count(l => l > t);
        }
    }

    public int[] Lengths { get; }

    public int[] RowStart { get; }

    public int N => RowStart[^1];

    public int B => Lengths.Length;

    /// <summary>The longest sequence.</summary>
    public int T => RowStart.Length - 1;

    /// <summary>The row of step t of the sequence at place b.</summary>
    public int Row(int b, int t) => RowStart[t] + b;

    /// <summary>
    /// [T_b, F] of the sequence at place b from [N, F]; <paramref name="skip"/> rows, such as initial states, come
    /// first.
    /// </summary>
    public double[,] Sequence(ReadOnlySpan<float> packed, int b, int F, int skip = 0)
    {
        var sequence = new double[Lengths[b], F];
        for (int t = 0; t < Lengths[b]; t++)
        {
            for (int f = 0; f < F; f++)
            {
                sequence[t, f] = packed[((skip + Row(b, t)) * F) + f];
            }
        }

        return sequence;
    }

    /// <summary>Writes [T_b, F] to its rows of [N, F].</summary>
    public void Set(double[,] packed, int b, double[,] sequence, int skip = 0)
    {
        for (int t = 0; t < Lengths[b]; t++)
        {
            for (int f = 0; f < packed.GetLength(1); f++)
            {
                packed[skip + Row(b, t), f] = sequence[t, f];
            }
        }
    }

    /// <summary>Row b of [·, F] in double precision.</summary>
    public static double[] RowOf(ReadOnlySpan<float> values, int b, int F)
    {
        var row = new double[F];
        for (int f = 0; f < F; f++)
        {
            row[f] = values[(b * F) + f];
        }

        return row;
    }

    /// <summary>A hash of bits (FNV-1a, 64 bits): golden values that hold on every vector width.</summary>
    public static ulong Hash(params ReadOnlySpan<float[]> tensors)
    {
        ulong hash = 14695981039346656037;
        foreach (float[] tensor in tensors)
        {
            foreach (float value in tensor)
            {
                hash = unchecked((hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211);
            }
        }

        return hash;
    }
}
