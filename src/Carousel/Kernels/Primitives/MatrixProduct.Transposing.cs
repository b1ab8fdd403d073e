using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>Rows of a matrix to columns of a panel, and back.</summary>
internal static unsafe partial class MatrixProduct
{
    /// <summary>
    /// Sixteen columns of a panel from up to sixteen rows of a matrix: term k of column r is source[r·stride + k],
    /// zero for r ≥ rows.
    /// </summary>
    /// <param name="source">The first row.</param>
    /// <param name="stride">Distance of two rows.</param>
    /// <param name="rows">0 … 16.</param>
    /// <param name="k">Values in a row.</param>
    /// <param name="panel">The first of the sixteen columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(float* source, nint stride, int rows, int k, Panel panel)
    {
        float* values = panel.Values;
        nint term = panel.Term;
        for (int r = rows; r < 16; r++)
        {
            for (int i = 0; i < k; i++)
            {
                values[(i * term) + r] = 0;
            }
        }

        Transpose(source, stride, 1, rows, k, values, 1, term);
    }

    /// <summary>The way back: destination[r·stride + k] = panel[k·64 + r].</summary>
    /// <param name="panel">The first of up to sixteen columns.</param>
    /// <param name="rows">0 … 16.</param>
    /// <param name="k">Values in a row.</param>
    /// <param name="destination">The first row, overwritten.</param>
    /// <param name="stride">Distance of two rows.</param>
    public static void UnpackTransposed(float* panel, int rows, int k, float* destination, nint stride) =>
        Transpose(panel, 1, RegisterTile.PanelWidth, rows, k, destination, stride, 1);

    /// <summary>to[r, i] = from[r, i], where either the rows or the terms of each are adjacent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(
        float* from, nint fromRow, nint fromTerm, int rows, int k, float* to, nint toRow, nint toTerm)
    {
        // Sixteen terms at a time: whole lines in and whole lines out.
        for (int first = 0; first < k; first += 16)
        {
            int count = Math.Min(16, k - first);
            float* f = from + (first * fromTerm), t = to + (first * toTerm);
            if (Avx512F.IsSupported && rows == 16 && count == 16)
            {
                Transpose16(f, fromRow == 1 ? fromTerm : fromRow, t, toRow == 1 ? toTerm : toRow);
                continue;
            }

            int row = 0;
            for (; row + 4 <= rows; row += 4)
            {
                Transpose4(f + (row * fromRow), fromRow, fromTerm, count, t + (row * toRow), toRow, toTerm);
            }

            for (; row < rows; row++)
            {
                for (int i = 0; i < count; i++)
                {
                    t[(row * toRow) + (i * toTerm)] = f[(row * fromRow) + (i * fromTerm)];
                }
            }
        }
    }

    /// <summary>
    /// to[i·toStride + r] = from[r·fromStride + i] for sixteen rows of sixteen values: whole lines in, whole lines out.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Transpose16(float* from, nint fromStride, float* to, nint toStride)
    {
        Interleave(
            from, fromStride, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2,
            out Vector512<float> a3);
        from += 4 * fromStride;
        Interleave(
            from, fromStride, out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2,
            out Vector512<float> b3);
        from += 4 * fromStride;
        Interleave(
            from, fromStride, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2,
            out Vector512<float> c3);
        from += 4 * fromStride;
        Interleave(
            from, fromStride, out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2,
            out Vector512<float> d3);
        StoreQuarters(a0, b0, c0, d0, to, toStride);
        StoreQuarters(a1, b1, c1, d1, to + toStride, toStride);
        StoreQuarters(a2, b2, c2, d2, to + (2 * toStride), toStride);
        StoreQuarters(a3, b3, c3, d3, to + (3 * toStride), toStride);
    }

    /// <summary>Four rows to four vectors: quarter q of vector i holds column 4q + i of the four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        float* from, nint stride, out Vector512<float> v0, out Vector512<float> v1, out Vector512<float> v2,
        out Vector512<float> v3)
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
    private static void StoreQuarters(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* to, nint stride)
    {
        Vector512<float> abEven = Avx512F.Shuffle4x128(a, b, 0x88), cdEven = Avx512F.Shuffle4x128(c, d, 0x88);
        Vector512<float> abOdd = Avx512F.Shuffle4x128(a, b, 0xDD), cdOdd = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(abEven, cdEven, 0x88).Store(to);
        Avx512F.Shuffle4x128(abOdd, cdOdd, 0x88).Store(to + (4 * stride));
        Avx512F.Shuffle4x128(abEven, cdEven, 0xDD).Store(to + (8 * stride));
        Avx512F.Shuffle4x128(abOdd, cdOdd, 0xDD).Store(to + (12 * stride));
    }

    /// <summary>
    /// to[r·toRow + i·toTerm] = from[r·fromRow + i·fromTerm] for four rows; on each side one of the two strides is 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(
        float* from, nint fromRow, nint fromTerm, int count, float* to, nint toRow, nint toTerm)
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
}
