using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>Packing of weights into panels of 64 outputs.</summary>
internal static unsafe partial class MatrixProduct
{
    /// <summary>The number of floats in the panels of a product with K terms and the given columns (outputs).</summary>
    /// <param name="k">K, the summed index.</param>
    /// <param name="columns">Outputs in each row.</param>
    /// <returns>The length, columns rounded up to whole panels.</returns>
    public static int PanelLength(int k, int columns) =>
        BufferLength.Of((long)Panels(columns) * RegisterTile.PanelWidth * k);

    /// <summary>How many panels of 64 outputs, the last one padded.</summary>
    /// <param name="columns">Outputs in each row.</param>
    /// <returns>columns / 64, rounded up.</returns>
    public static int Panels(int columns) => (int)((columns + RegisterTile.PanelWidth - 1L) / RegisterTile.PanelWidth);

    /// <summary>
    /// Panels for y = x·Wᵀ: panel p, [I × 64], holds Wᵀ of the outputs 64p …, padded with zeros; W itself where the
    /// product is narrow.
    /// </summary>
    /// <param name="weight">[O, I], row-major.</param>
    /// <param name="O">Outputs.</param>
    /// <param name="I">Inputs.</param>
    /// <param name="panels">PanelLength(I, O) values, overwritten.</param>
    public static void Pack(ReadOnlySpan<float> weight, int O, int I, Span<float> panels)
    {
        if (IsNarrow(I, O))
        {
            weight.CopyTo(panels);
            return;
        }

        fixed (float* w = weight, p = panels)
        {
            for (int o = 0; o < O; o += RegisterTile.PanelWidth)
            {
                int width = Math.Min(RegisterTile.PanelWidth, O - o);
                for (int from = 0; from < RegisterTile.PanelWidth; from += 16)
                {
                    PackTransposed(
                        w + ((nint)(o + from) * I), I, Math.Clamp(width - from, 0, 16), I,
                        Panel.OfWeights(p + ((nint)o * I), I).FromColumn(from));
                }
            }
        }
    }

    /// <summary>
    /// Panels for dx = dy·W: panel p, [O × 64], holds the columns 64p … of W, padded with zeros; Wᵀ where the product
    /// is narrow.
    /// </summary>
    /// <param name="weight">[O, I], row-major.</param>
    /// <param name="O">Outputs.</param>
    /// <param name="I">Inputs.</param>
    /// <param name="panels">PanelLength(O, I) values, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackBackward(ReadOnlySpan<float> weight, int O, int I, Span<float> panels)
    {
        fixed (float* w = weight, p = panels)
        {
            for (int o = 0; o < O; o++)
            {
                PackRow(w + ((nint)o * I), I, o, O, p);
            }
        }
    }

    /// <summary>
    /// One row of a matrix [K, columns] over all panels, 64 columns to each, the last filled up with zeros. A row is
    /// read from front to back.
    /// </summary>
    /// <param name="row">[columns].</param>
    /// <param name="columns">How many.</param>
    /// <param name="place">Which term of the sum it is.</param>
    /// <param name="k">K.</param>
    /// <param name="panels">All panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRow(float* row, int columns, int place, int k, float* panels)
    {
        if (IsNarrow(k, columns))
        {
            PackNarrow(row, columns, panels + place, k);
            return;
        }

        Panel panel = Panel.OfWeights(panels, k).FromTerm(place);
        int width = (int)panel.Term;
        for (int column = 0; column < columns; column += RegisterTile.PanelWidth, panel = panel.Next)
        {
            for (int from = 0; from < RegisterTile.PanelWidth; from += width)
            {
                float* to = panel.Column(from);
                int count = Math.Clamp(columns - column - from, 0, width);
                Copy(row + column + from, to, count);
                new Span<float>(to + count, width - count).Clear();
            }
        }
    }

    /// <summary>
    /// Copies columns of chosen rows side by side: to[k·toStride + j] = source[rows[k]·stride + j], zero for j ≥
    /// columns.
    /// </summary>
    /// <param name="source">At the first column wanted.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="rows">Which rows, in order.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="to">Overwritten.</param>
    /// <param name="toStride">Distance of two rows there.</param>
    /// <param name="width">Columns to write, the rest zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackRows(
        float* source, nint stride, int columns, int* rows, int count, float* to, nint toStride, int width)
    {
        for (int k = 0; k < count; k++)
        {
            var line = new Span<float>(to + (k * toStride), width);
            new ReadOnlySpan<float>(source + (rows[k] * stride), columns).CopyTo(line);
            line[columns..].Clear();
        }
    }

    /// <summary>
    /// Up to 64 columns of chosen rows to a panel, and each column's sum: term k of column j is
    /// source[rows[k]·stride + j], zero for j ≥ columns, and sums[j] += term 0 + term 1 + …, one chain.
    /// </summary>
    /// <param name="source">At the first column wanted.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="columns">1 … 64.</param>
    /// <param name="rows">Which rows, in order.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="to">Overwritten from its first term on.</param>
    /// <param name="sums">[64], added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackAndSum(float* source, nint stride, int columns, int* rows, int count, Panel to, float* sums)
    {
        if (columns % 16 != 0)
        {
            for (int j = 0; j < RegisterTile.PanelWidth; j++)
            {
                float* column = to.Column(j);
                for (int k = 0; k < count; k++)
                {
                    float value = j < columns ? source[(rows[k] * stride) + j] : 0;
                    column[k * to.Term] = value;
                    sums[j] += value;
                }
            }
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            PackAndSum<Vector512<float>, Lanes512>(source, stride, columns, rows, count, to, sums);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            PackAndSum<Vector256<float>, Lanes256>(source, stride, columns, rows, count, to, sums);
        }
        else
        {
            PackAndSum<Vector128<float>, Lanes128>(source, stride, columns, rows, count, to, sums);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PackAndSum<V, O>(
        float* source, nint stride, int columns, int* rows, int count, Panel to, float* sums)
        where O : ILanes<V>
    {
        int column = 0;
        nint term = to.Term;
        for (; column + (4 * O.Count) <= columns; column += 4 * O.Count)
        {
            float* s = sums + column;
            float* t0 = to.Column(column), t1 = to.Column(column + O.Count), t2 = to.Column(column + (2 * O.Count)),
                t3 = to.Column(column + (3 * O.Count));
            V s0 = O.Load(s), s1 = O.Load(s + O.Count), s2 = O.Load(s + (2 * O.Count)), s3 = O.Load(s + (3 * O.Count));
            for (int k = 0; k < count; k++)
            {
                float* from = source + (rows[k] * stride) + column;
                V v0 = O.Load(from), v1 = O.Load(from + O.Count), v2 = O.Load(from + (2 * O.Count)),
                    v3 = O.Load(from + (3 * O.Count));
                s0 = O.Add(s0, v0);
                s1 = O.Add(s1, v1);
                s2 = O.Add(s2, v2);
                s3 = O.Add(s3, v3);
                O.Store(v0, t0 + (k * term));
                O.Store(v1, t1 + (k * term));
                O.Store(v2, t2 + (k * term));
                O.Store(v3, t3 + (k * term));
            }

            O.Store(s0, s);
            O.Store(s1, s + O.Count);
            O.Store(s2, s + (2 * O.Count));
            O.Store(s3, s + (3 * O.Count));
        }

        for (; column < RegisterTile.PanelWidth; column += O.Count)
        {
            V sum = O.Load(sums + column);
            float* t = to.Column(column);
            for (int k = 0; k < count; k++)
            {
                V v = column < columns ? O.Load(source + (rows[k] * stride) + column) : O.Zero;
                sum = O.Add(sum, v);
                O.Store(v, t + (k * term));
            }

            O.Store(sum, sums + column);
        }
    }

    /// <summary>Copies a row, short ones without a call.</summary>
    /// <param name="from">[count].</param>
    /// <param name="to">[count], overwritten.</param>
    /// <param name="count">How many values.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* from, float* to, int count)
    {
        if (count > 128)
        {
            Buffer.MemoryCopy(from, to, count * sizeof(float), count * sizeof(float));
            return;
        }

        int i = 0;
        for (; i + 8 <= count; i += 8)
        {
            Vector256.Load(from + i).Store(to + i);
        }

        if (i == count)
        {
            return;
        }

        // What is left goes with its neighbours before it, not one by one.
        if (count >= 8)
        {
            Vector256.Load(from + count - 8).Store(to + count - 8);
            return;
        }

        if (count >= 4)
        {
            Vector128.Load(from).Store(to);
            Vector128.Load(from + count - 4).Store(to + count - 4);
            return;
        }

        for (; i < count; i++)
        {
            to[i] = from[i];
        }
    }
}
