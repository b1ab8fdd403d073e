using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// The units of an LSTM in 8 bits that have weights at all. The others have zero rows in W, R and b and a zero column
/// in R: from a zero state they stay zero, and are left out.
/// </summary>
internal sealed class PrunedUnits
{
    private readonly LstmParameters _parameters;
    private readonly (int W, int R, int B) _versions;

    private PrunedUnits(int[] kept, int[] pruned, LstmParameters parameters)
    {
        (Kept, Pruned, _parameters, _versions) = (kept, pruned, parameters, Versions(parameters));
    }

    /// <summary>Units that are computed, ascending.</summary>
    public int[] Kept { get; }

    /// <summary>Units that are left out, ascending.</summary>
    public int[] Pruned { get; }

    /// <summary>Whether the weights are still those that were looked at.</summary>
    public bool IsCurrent => Versions(_parameters) == _versions;

    /// <summary>The units of a layer; <c>null</c> where none or all are pruned.</summary>
    /// <param name="p">The layer's parameters, W and R in 8 bits.</param>
    public static PrunedUnits? Of(LstmParameters p)
    {
        p.Size.Require();
        int H = p.Size.H;
        ReadOnlySpan<float> w = p.W.Quantized!.Scales.Span, r = p.Recurrent.Quantized!.Scales.Span,
            b = p.B.Value.ToArray();
        ReadOnlySpan<sbyte> recurrent = p.Recurrent.Quantized.Values.Span;
        ShapeException.Require(w, 4 * H, nameof(p.W));
        ShapeException.Require(b, 4 * H, nameof(p.B));
        ShapeException.Require(recurrent, (4 * H, H), nameof(p.R));
        var isKept = new bool[H];
        for (int row = 0; row < 4 * H; row++)
        {
            isKept[row % H] |= w[row] != 0 || r[row] != 0 || b[row] != 0;
        }

        for (int k = 0; k < recurrent.Length; k++)
        {
            isKept[k % H] |= recurrent[k] != 0;
        }

        int[] kept = [.. Enumerable.Range(0, H).Where(u => isKept[u])];
        return kept.Length == H || kept.Length == 0
            ? null
            : new PrunedUnits(kept, [.. Enumerable.Range(0, H).Where(u => !isKept[u])], p);
    }

    /// <summary>The rows of some gates, and perhaps columns, of the kept units alone.</summary>
    /// <param name="matrix">[4H, columns].</param>
    /// <param name="columnsToo">Whether the columns are the units.</param>
    public QuantizedMatrix Compact(QuantizedMatrix matrix, bool columnsToo)
    {
        int H = matrix.Rows / 4, columns = columnsToo ? Kept.Length : matrix.Columns;
        var values = new sbyte[4 * Kept.Length * columns];
        var scales = new float[4 * Kept.Length];
        for (int row = 0; row < scales.Length; row++)
        {
            int from = (row / Kept.Length * H) + Kept[row % Kept.Length];
            scales[row] = matrix.Scales.Span[from];
            ReadOnlySpan<sbyte> source = matrix.Values.Span.Slice(from * matrix.Columns, matrix.Columns);
            for (int k = 0; k < columns; k++)
            {
                values[(row * columns) + k] = source[columnsToo ? Kept[k] : k];
            }
        }

        return new QuantizedMatrix(scales.Length, columns, values, scales);
    }

    /// <summary>The biases of the kept units.</summary>
    public float[] Compact(ReadOnlySpan<float> bias)
    {
        int H = bias.Length / 4;
        var kept = new float[4 * Kept.Length];
        for (int row = 0; row < kept.Length; row++)
        {
            kept[row] = bias[(row / Kept.Length * H) + Kept[row % Kept.Length]];
        }

        return kept;
    }

    /// <summary>Whether the pruned units of some states are all zero.</summary>
    /// <param name="states">[rows, H].</param>
    public bool AreZero(ReadOnlySpan<float> states)
    {
        int H = Kept.Length + Pruned.Length;
        for (int row = 0; row < states.Length; row += H)
        {
            foreach (int unit in Pruned)
            {
                if (states[row + unit] != 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The kept units of some states.</summary>
    /// <param name="states">[rows, H].</param>
    /// <param name="kept">[rows, kept], overwritten.</param>
    public void Gather(ReadOnlySpan<float> states, Span<float> kept)
    {
        int H = Kept.Length + Pruned.Length, at = 0;
        for (int row = 0; row < states.Length; row += H)
        {
            foreach (int unit in Kept)
            {
                kept[at++] = states[row + unit];
            }
        }
    }

    /// <summary>
    /// The kept units back to their places, and between them zeros, or NaN in a row of which all is NaN: an input that
    /// is not finite makes the whole state so.
    /// </summary>
    /// <param name="kept">[rows, kept].</param>
    /// <param name="states">[rows, H], overwritten.</param>
    public void Scatter(ReadOnlySpan<float> kept, Span<float> states)
    {
        int H = Kept.Length + Pruned.Length, at = 0;
        states.Clear();
        for (int row = 0; row < states.Length; row += H)
        {
            Span<float> whole = states.Slice(row, H);
            ReadOnlySpan<float> own = kept.Slice(at, Kept.Length);
            if (float.IsNaN(own[0]) && !own.ContainsAnyExcept(float.NaN))
            {
                whole.Fill(own[0]);
            }

            for (int k = 0; k < own.Length; k++)
            {
                whole[Kept[k]] = own[k];
            }

            at += own.Length;
        }
    }

    private static (int W, int R, int B) Versions(LstmParameters p) =>
        (p.W.Version, p.Recurrent.Version, p.B.Version);
}
