using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels.Primitives;

/// <summary>Packing of weights into panels of 64 outputs.</summary>
internal static unsafe partial class MatrixProduct
{
    /// <summary>How many floats the panels of a product with K terms and so many columns (outputs) take.</summary>
    /// <param name="k">K, the summed index.</param>
    /// <param name="columns">Outputs in each row.</param>
    /// <returns>The length, columns rounded up to whole panels.</returns>
    public static int PanelLength(int k, int columns) => checked(Panels(columns) * RegisterTile.PanelWidth * k);

    /// <summary>How many panels of 64 outputs, the last one padded.</summary>
    /// <param name="columns">Outputs in each row.</param>
    /// <returns>columns / 64, rounded up.</returns>
    public static int Panels(int columns) => (columns + RegisterTile.PanelWidth - 1) / RegisterTile.PanelWidth;

    /// <summary>Panels for y = x·Wᵀ: panel p, [I × 64], holds Wᵀ of the outputs 64p …, padded with zeros; W itself where the product is narrow.</summary>
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
                    PackTransposed(w + ((nint)(o + from) * I), I, Math.Clamp(width - from, 0, 16), I, p + ((nint)o * I) + from);
                }
            }
        }
    }

    /// <summary>Panels for dx = dy·W: panel p, [O × 64], holds the columns 64p … of W, padded with zeros; Wᵀ where the product is narrow.</summary>
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

    /// <summary>One row of a matrix [K, columns] over all panels, 64 columns to each, the last filled up with zeros. A row is read from front to back.</summary>
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

        float* to = panels + ((nint)place * RegisterTile.PanelWidth);
        for (; columns >= RegisterTile.PanelWidth; columns -= RegisterTile.PanelWidth)
        {
            Copy(row, to, RegisterTile.PanelWidth);
            row += RegisterTile.PanelWidth;
            to += (nint)k * RegisterTile.PanelWidth;
        }

        if (columns > 0)
        {
            Copy(row, to, columns);
            new Span<float>(to + columns, RegisterTile.PanelWidth - columns).Clear();
        }
    }

    /// <summary>Sixteen columns of a panel from up to sixteen rows of a matrix: panel[k·64 + r] = source[r·stride + k], zero for r ≥ rows.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="rows">0 … 16.</param>
    /// <param name="k">Values in a row.</param>
    /// <param name="panel">The first of the sixteen columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(float* source, nint stride, int rows, int k, float* panel)
    {
        for (int r = rows; r < 16; r++)
        {
            for (int i = 0; i < k; i++)
            {
                panel[((nint)i * RegisterTile.PanelWidth) + r] = 0;
            }
        }

        // Sixteen terms at a time: whole lines in and whole lines out.
        for (int from = 0; from < k; from += 16)
        {
            int count = Math.Min(16, k - from);
            float* to = panel + ((nint)from * RegisterTile.PanelWidth);
            if (Avx512F.IsSupported && rows == 16 && count == 16)
            {
                Transpose16(source + from, stride, to, RegisterTile.PanelWidth);
                continue;
            }

            int row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Transpose4(source + (row * stride) + from, stride, 1, count, to + row, 1, RegisterTile.PanelWidth);
            }

            for (; row < rows; row++)
            {
                for (int i = 0; i < count; i++)
                {
                    to[((nint)i * RegisterTile.PanelWidth) + row] = source[(row * stride) + from + i];
                }
            }
        }
    }

    /// <summary>The way back: destination[r·stride + k] = panel[k·64 + r].</summary>
    /// <param name="panel">The first of up to sixteen columns.</param>
    /// <param name="rows">0 … 16.</param>
    /// <param name="k">Values in a row.</param>
    /// <param name="destination">The first row, overwritten.</param>
    /// <param name="stride">Distance of two rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UnpackTransposed(float* panel, int rows, int k, float* destination, nint stride)
    {
        for (int from = 0; from < k; from += 16)
        {
            int count = Math.Min(16, k - from);
            float* source = panel + ((nint)from * RegisterTile.PanelWidth);
            if (Avx512F.IsSupported && rows == 16 && count == 16)
            {
                Transpose16(source, RegisterTile.PanelWidth, destination + from, stride);
                continue;
            }

            int row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Transpose4(source + row, 1, RegisterTile.PanelWidth, count, destination + (row * stride) + from, stride, 1);
            }

            for (; row < rows; row++)
            {
                for (int i = 0; i < count; i++)
                {
                    destination[(row * stride) + from + i] = source[((nint)i * RegisterTile.PanelWidth) + row];
                }
            }
        }
    }

    /// <summary>to[i·toStride + r] = from[r·fromStride + i] for sixteen rows of sixteen values: whole lines in, whole lines out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Transpose16(float* from, nint fromStride, float* to, nint toStride)
    {
        Interleave(from, fromStride, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
        from += 4 * fromStride;
        Interleave(from, fromStride, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2, out Vector512<float> b3);
        from += 4 * fromStride;
        Interleave(from, fromStride, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3);
        from += 4 * fromStride;
        Interleave(from, fromStride, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2, out Vector512<float> d3);
        StoreQuarters(a0, b0, c0, d0, to, toStride);
        StoreQuarters(a1, b1, c1, d1, to + toStride, toStride);
        StoreQuarters(a2, b2, c2, d2, to + (2 * toStride), toStride);
        StoreQuarters(a3, b3, c3, d3, to + (3 * toStride), toStride);
    }

    /// <summary>Four rows to four vectors: quarter q of vector i holds column 4q + i of the four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        float* from, nint stride, out Vector512<float> v0, out Vector512<float> v1, out Vector512<float> v2, out Vector512<float> v3)
    {
        Vector512<float> a = Vector512.Load(from), b = Vector512.Load(from + stride);
        Vector512<float> c = Vector512.Load(from + (2 * stride)), d = Vector512.Load(from + (3 * stride));
        Vector512<double> ab = Avx512F.UnpackLow(a, b).AsDouble(), cd = Avx512F.UnpackLow(c, d).AsDouble();
        Vector512<double> ab2 = Avx512F.UnpackHigh(a, b).AsDouble(), cd2 = Avx512F.UnpackHigh(c, d).AsDouble();
        v0 = Avx512F.UnpackLow(ab, cd).AsSingle();
        v1 = Avx512F.UnpackHigh(ab, cd).AsSingle();
        v2 = Avx512F.UnpackLow(ab2, cd2).AsSingle();
        v3 = Avx512F.UnpackHigh(ab2, cd2).AsSingle();
    }

    /// <summary>Quarter q of all four vectors to line 4q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, nint stride)
    {
        Vector512<float> abEven = Avx512F.Shuffle4x128(a, b, 0x88), cdEven = Avx512F.Shuffle4x128(c, d, 0x88);
        Vector512<float> abOdd = Avx512F.Shuffle4x128(a, b, 0xDD), cdOdd = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(abEven, cdEven, 0x88).Store(to);
        Avx512F.Shuffle4x128(abOdd, cdOdd, 0x88).Store(to + (4 * stride));
        Avx512F.Shuffle4x128(abEven, cdEven, 0xDD).Store(to + (8 * stride));
        Avx512F.Shuffle4x128(abOdd, cdOdd, 0xDD).Store(to + (12 * stride));
    }

    /// <summary>to[r·toRow + i·toTerm] = from[r·fromRow + i·fromTerm] for four rows; on each side one of the two strides is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* from, nint fromRow, nint fromTerm, int count, float* to, nint toRow, nint toTerm)
    {
        int i = 0;
        if (Sse.IsSupported)
        {
            nint fromLine = fromRow == 1 ? fromTerm : fromRow;
            nint toLine = toRow == 1 ? toTerm : toRow;
            for (; i + 4 <= count; i += 4)
            {
                float* f = from + (i * fromTerm);
                float* t = to + (i * toTerm);
                Vector128<float> a = Vector128.Load(f), b = Vector128.Load(f + fromLine);
                Vector128<float> c = Vector128.Load(f + (2 * fromLine)), d = Vector128.Load(f + (3 * fromLine));
                Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d);
                Vector128<float> ab2 = Sse.UnpackHigh(a, b), cd2 = Sse.UnpackHigh(c, d);
                Sse.MoveLowToHigh(ab, cd).Store(t);
                Sse.MoveHighToLow(cd, ab).Store(t + toLine);
                Sse.MoveLowToHigh(ab2, cd2).Store(t + (2 * toLine));
                Sse.MoveHighToLow(cd2, ab2).Store(t + (3 * toLine));
            }
        }

        for (; i < count; i++)
        {
            for (int r = 0; r < 4; r++)
            {
                to[(r * toRow) + (i * toTerm)] = from[(r * fromRow) + (i * fromTerm)];
            }
        }
    }

    /// <summary>Copies columns of chosen rows side by side: to[k·toStride + j] = source[rows[k]·stride + j], zero for j ≥ columns.</summary>
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
    /// Up to 64 columns of chosen rows side by side, and each column's sum: to[k·64 + j] = source[rows[k]·stride + j], zero for j ≥ columns,
    /// sums[j] += to[0·64 + j] + to[1·64 + j] + …, one chain.
    /// </summary>
    /// <param name="source">At the first column wanted.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="columns">1 … 64.</param>
    /// <param name="rows">Which rows, in order.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="to">[count × 64], overwritten.</param>
    /// <param name="sums">[64], added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackAndSum(float* source, nint stride, int columns, int* rows, int count, float* to, float* sums)
    {
        if (columns < RegisterTile.PanelWidth)
        {
            PackRows(source, stride, columns, rows, count, to, RegisterTile.PanelWidth, RegisterTile.PanelWidth);
            for (int k = 0; k < count; k++)
            {
                for (int j = 0; j < columns; j++)
                {
                    sums[j] += to[((nint)k * RegisterTile.PanelWidth) + j];
                }
            }
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            PackAndSum<Vector512<float>, Lanes512>(source, stride, rows, count, to, sums);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            PackAndSum<Vector256<float>, Lanes256>(source, stride, rows, count, to, sums);
        }
        else
        {
            PackAndSum<Vector128<float>, Lanes128>(source, stride, rows, count, to, sums);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PackAndSum<V, O>(float* source, nint stride, int* rows, int count, float* to, float* sums)
        where V : struct
        where O : ILanes<V>
    {
        for (int column = 0; column < RegisterTile.PanelWidth; column += 4 * O.Count)
        {
            float* s = sums + column;
            float* t = to + column;
            V s0 = O.Load(s), s1 = O.Load(s + O.Count), s2 = O.Load(s + (2 * O.Count)), s3 = O.Load(s + (3 * O.Count));
            for (int k = 0; k < count; k++)
            {
                float* from = source + (rows[k] * stride) + column;
                V v0 = O.Load(from), v1 = O.Load(from + O.Count), v2 = O.Load(from + (2 * O.Count)), v3 = O.Load(from + (3 * O.Count));
                s0 = O.Add(s0, v0);
                s1 = O.Add(s1, v1);
                s2 = O.Add(s2, v2);
                s3 = O.Add(s3, v3);
                O.Store(v0, t);
                O.Store(v1, t + O.Count);
                O.Store(v2, t + (2 * O.Count));
                O.Store(v3, t + (3 * O.Count));
                t += RegisterTile.PanelWidth;
            }

            O.Store(s0, s);
            O.Store(s1, s + O.Count);
            O.Store(s2, s + (2 * O.Count));
            O.Store(s3, s + (3 * O.Count));
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

        for (; i < count; i++)
        {
            to[i] = from[i];
        }
    }
}
