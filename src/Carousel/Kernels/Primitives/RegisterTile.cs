using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Carousel.Kernels;

/// <summary>
/// The innermost loop of every matrix product: up to 6 rows × 4 vectors of sums that stay in registers.
/// </summary>
/// <remarks>
/// <para>Each sum is one chain of fused multiply-adds, k ascending, from a start that is the bias (start stride 0) or
/// the destination (its own stride).
/// A chain may be cut anywhere: the next call starts from the partial sum, which is exact. So neither the size of a
/// tile nor the width of a vector shows in the bits.</para>
/// <para>A <see cref="Panel"/> is [K × 64]: for each k the values of 64 neighbouring outputs. With 32 registers a tile
/// is 4 vectors wide; with 16 it is 2 vectors wide and takes one slice of the panel after the other.</para>
/// </remarks>
internal static unsafe partial class RegisterTile
{
    /// <summary>Outputs side by side in a panel.</summary>
    public const int PanelWidth = 64;

    /// <summary>The most rows of one tile.</summary>
    public const int MaximumRows = 6;

    /// <summary>The tile itself, a leaf: one loop, no calls, so that the sums stay in registers.</summary>
    /// <typeparam name="V">The vector.</typeparam>
    /// <typeparam name="O">Its operations.</typeparam>
    /// <typeparam name="R">Rows, 1 … 6.</typeparam>
    /// <typeparam name="C">Vectors side by side, 1 … 4.</typeparam>
    /// <param name="product">What is multiplied.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile<V, O, R, C>(in TileProduct product)
        where O : ILanes<V>
        where R : ICount
        where C : ICount
    {
        // Into locals, which the compiler keeps in registers.
        float* start = product.Start.Values, a = product.A.Values, panel = product.Panel.Values;
        nint startStride = product.Start.Stride, rowStride = product.A.Stride, kStride = product.TermStride;
        V c00 = O.Zero, c01 = O.Zero, c02 = O.Zero, c03 = O.Zero;
        V c10 = O.Zero, c11 = O.Zero, c12 = O.Zero, c13 = O.Zero;
        V c20 = O.Zero, c21 = O.Zero, c22 = O.Zero, c23 = O.Zero;
        V c30 = O.Zero, c31 = O.Zero, c32 = O.Zero, c33 = O.Zero;
        V c40 = O.Zero, c41 = O.Zero, c42 = O.Zero, c43 = O.Zero;
        V c50 = O.Zero, c51 = O.Zero, c52 = O.Zero, c53 = O.Zero;
        LoadRow<V, O, C>(start, Panel.SliceWidth, ref c00, ref c01, ref c02, ref c03);
        if (R.Value > 1)
        {
            LoadRow<V, O, C>(start + (1 * startStride), Panel.SliceWidth, ref c10, ref c11, ref c12, ref c13);
        }

        if (R.Value > 2)
        {
            LoadRow<V, O, C>(start + (2 * startStride), Panel.SliceWidth, ref c20, ref c21, ref c22, ref c23);
        }

        if (R.Value > 3)
        {
            LoadRow<V, O, C>(start + (3 * startStride), Panel.SliceWidth, ref c30, ref c31, ref c32, ref c33);
        }

        if (R.Value > 4)
        {
            LoadRow<V, O, C>(start + (4 * startStride), Panel.SliceWidth, ref c40, ref c41, ref c42, ref c43);
        }

        if (R.Value > 5)
        {
            LoadRow<V, O, C>(start + (5 * startStride), Panel.SliceWidth, ref c50, ref c51, ref c52, ref c53);
        }

        float* a3 = a + (3 * rowStride);
        nint term = product.Panel.Term, slice = product.Panel.Slice;
        float* end = panel + (term * product.K);
        byte* next = product.Ahead.From == null ? (byte*)panel : product.Ahead.From;
        nint step = product.Ahead.Step;
        do
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(next);
                next += step;
            }

            V b0 = O.Zero, b1 = O.Zero, b2 = O.Zero, b3 = O.Zero;
            LoadRow<V, O, C>(panel, slice, ref b0, ref b1, ref b2, ref b3);
            MultiplyAddRow<V, O, C>(O.Broadcast(*a), b0, b1, b2, b3, ref c00, ref c01, ref c02, ref c03);
            if (R.Value > 1)
            {
                MultiplyAddRow<V, O, C>(O.Broadcast(a[rowStride]), b0, b1, b2, b3, ref c10, ref c11, ref c12, ref c13);
            }

            if (R.Value > 2)
            {
                MultiplyAddRow<V, O, C>(
                    O.Broadcast(a[2 * rowStride]), b0, b1, b2, b3, ref c20, ref c21, ref c22, ref c23);
            }

            if (R.Value > 3)
            {
                MultiplyAddRow<V, O, C>(O.Broadcast(*a3), b0, b1, b2, b3, ref c30, ref c31, ref c32, ref c33);
            }

            if (R.Value > 4)
            {
                MultiplyAddRow<V, O, C>(O.Broadcast(a3[rowStride]), b0, b1, b2, b3, ref c40, ref c41, ref c42, ref c43);
            }

            if (R.Value > 5)
            {
                MultiplyAddRow<V, O, C>(
                    O.Broadcast(a3[2 * rowStride]), b0, b1, b2, b3, ref c50, ref c51, ref c52, ref c53);
            }

            panel += term;
            a += kStride;
            a3 += kStride;
        }
        while (panel != end);

        float* y = product.Y.Values;
        nint yStride = product.Y.Stride;
        StoreRow<V, O, C>(y, c00, c01, c02, c03);
        if (R.Value > 1)
        {
            StoreRow<V, O, C>(y + (1 * yStride), c10, c11, c12, c13);
        }

        if (R.Value > 2)
        {
            StoreRow<V, O, C>(y + (2 * yStride), c20, c21, c22, c23);
        }

        if (R.Value > 3)
        {
            StoreRow<V, O, C>(y + (3 * yStride), c30, c31, c32, c33);
        }

        if (R.Value > 4)
        {
            StoreRow<V, O, C>(y + (4 * yStride), c40, c41, c42, c43);
        }

        if (R.Value > 5)
        {
            StoreRow<V, O, C>(y + (5 * yStride), c50, c51, c52, c53);
        }
    }

    /// <summary>Some columns of a row or a term, of which at least 16 lie together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRow<V, O, C>(float* p, nint slice, ref V v0, ref V v1, ref V v2, ref V v3)
        where O : ILanes<V>
        where C : ICount
    {
        v0 = O.Load(p);
        if (C.Value > 1)
        {
            v1 = O.Load(p + Offset<V, O>(1, slice));
        }

        if (C.Value > 2)
        {
            v2 = O.Load(p + Offset<V, O>(2, slice));
        }

        if (C.Value > 3)
        {
            v3 = O.Load(p + Offset<V, O>(3, slice));
        }
    }

    /// <summary>Where a vector of a term lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Offset<V, O>(int vector, nint slice)
        where O : ILanes<V> =>
        (vector * O.Count / Panel.SliceWidth * slice) + (vector * O.Count % Panel.SliceWidth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddRow<V, O, C>(V x, V b0, V b1, V b2, V b3, ref V c0, ref V c1, ref V c2, ref V c3)
        where O : ILanes<V>
        where C : ICount
    {
        c0 = O.MultiplyAdd(x, b0, c0);
        if (C.Value > 1)
        {
            c1 = O.MultiplyAdd(x, b1, c1);
        }

        if (C.Value > 2)
        {
            c2 = O.MultiplyAdd(x, b2, c2);
        }

        if (C.Value > 3)
        {
            c3 = O.MultiplyAdd(x, b3, c3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreRow<V, O, C>(float* p, V v0, V v1, V v2, V v3)
        where O : ILanes<V>
        where C : ICount
    {
        O.Store(v0, p);
        if (C.Value > 1)
        {
            O.Store(v1, p + O.Count);
        }

        if (C.Value > 2)
        {
            O.Store(v2, p + (2 * O.Count));
        }

        if (C.Value > 3)
        {
            O.Store(v3, p + (3 * O.Count));
        }
    }
}
