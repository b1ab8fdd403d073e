using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>One row against two panels at once: four sums are too few to hide the latency of the
/// multiply-add.</summary>
internal static unsafe partial class RegisterTile
{
    /// <summary>y[0] = start[0] + a·one and y[1] = start[1] + a·other, up to 64 columns each.</summary>
    /// <param name="columns">Whole groups of 16 columns, 16 … 64.</param>
    /// <param name="a">[K].</param>
    /// <param name="one">At the first column wanted.</param>
    /// <param name="other">Likewise, as long.</param>
    /// <param name="k">K, at least 1.</param>
    /// <param name="start">[2, columns].</param>
    /// <param name="y">[2, columns], overwritten.</param>
    public static void Pair<V, O>(
        int columns, float* a, Panel one, Panel other, nint k, StridedRows start, StridedRows y)
        where O : ILanes<V>
    {
        for (int column = 0; column < columns; column += 4 * O.Count)
        {
            Panel p0 = one.FromColumn(column), p1 = other.FromColumn(column);
            float* s0 = start.Values + column, s1 = start.Row(1) + column;
            float* t0 = y.Values + column, t1 = y.Row(1) + column;
            switch ((columns - column) / O.Count)
            {
                case 1: PairTile<V, O, Count1>(a, p0, p1, k, s0, s1, t0, t1); break;
                case 2: PairTile<V, O, Count2>(a, p0, p1, k, s0, s1, t0, t1); break;
                case 3: PairTile<V, O, Count3>(a, p0, p1, k, s0, s1, t0, t1); break;
                default: PairTile<V, O, Count4>(a, p0, p1, k, s0, s1, t0, t1); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PairTile<V, O, C>(
        float* a, Panel from0, Panel from1, nint k, float* start0, float* start1, float* y0, float* y1)
        where O : ILanes<V>
        where C : ICount
    {
        V c0 = O.Zero, c1 = O.Zero, c2 = O.Zero, c3 = O.Zero;
        V d0 = O.Zero, d1 = O.Zero, d2 = O.Zero, d3 = O.Zero;
        LoadRow<V, O, C>(start0, Panel.SliceWidth, ref c0, ref c1, ref c2, ref c3);
        LoadRow<V, O, C>(start1, Panel.SliceWidth, ref d0, ref d1, ref d2, ref d3);
        float* end = a + k;
        float* panel0 = from0.Values, panel1 = from1.Values;
        nint term = from0.Term, slice = from0.Slice;
        do
        {
            V x = O.Broadcast(*a);
            V b0 = O.Zero, b1 = O.Zero, b2 = O.Zero, b3 = O.Zero;
            LoadRow<V, O, C>(panel0, slice, ref b0, ref b1, ref b2, ref b3);
            MultiplyAddRow<V, O, C>(x, b0, b1, b2, b3, ref c0, ref c1, ref c2, ref c3);
            LoadRow<V, O, C>(panel1, slice, ref b0, ref b1, ref b2, ref b3);
            MultiplyAddRow<V, O, C>(x, b0, b1, b2, b3, ref d0, ref d1, ref d2, ref d3);
            a++;
            panel0 += term;
            panel1 += term;
        }
        while (a != end);

        StoreRow<V, O, C>(y0, c0, c1, c2, c3);
        StoreRow<V, O, C>(y1, d0, d1, d2, d3);
    }
}
