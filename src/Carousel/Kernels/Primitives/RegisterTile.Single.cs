using System.Runtime.CompilerServices;

namespace Carousel.Kernels.Primitives;

/// <summary>One row against two panels at once: four sums alone cannot hide the latency of the multiply-add.</summary>
internal static unsafe partial class RegisterTile
{
    /// <summary>y0 = start0 + a·panel0 and y1 = start1 + a·panel1, 64 columns each, for one row.</summary>
    /// <param name="a">[K].</param>
    /// <param name="panel0">[K × 64].</param>
    /// <param name="panel1">[K × 64].</param>
    /// <param name="k">K, at least 1.</param>
    /// <param name="start0">[64].</param>
    /// <param name="start1">[64].</param>
    /// <param name="y0">[64], overwritten.</param>
    /// <param name="y1">[64], overwritten.</param>
    public static void Pair<V, O>(
        float* a, float* panel0, float* panel1, nint k, float* start0, float* start1, float* y0, float* y1)
        where V : struct
        where O : ILanes<V>
    {
        for (int column = 0; column < PanelWidth; column += 4 * O.Count)
        {
            PairTile<V, O>(
                a, panel0 + column, panel1 + column, k, start0 + column, start1 + column, y0 + column, y1 + column);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PairTile<V, O>(
        float* a, float* panel0, float* panel1, nint k, float* start0, float* start1, float* y0, float* y1)
        where V : struct
        where O : ILanes<V>
    {
        V c0 = O.Zero, c1 = O.Zero, c2 = O.Zero, c3 = O.Zero;
        V d0 = O.Zero, d1 = O.Zero, d2 = O.Zero, d3 = O.Zero;
        LoadRow<V, O, Count4>(start0, ref c0, ref c1, ref c2, ref c3);
        LoadRow<V, O, Count4>(start1, ref d0, ref d1, ref d2, ref d3);
        float* end = a + k;
        do
        {
            V x = O.Broadcast(*a);
            c0 = O.MultiplyAdd(x, O.Load(panel0), c0);
            c1 = O.MultiplyAdd(x, O.Load(panel0 + O.Count), c1);
            c2 = O.MultiplyAdd(x, O.Load(panel0 + (2 * O.Count)), c2);
            c3 = O.MultiplyAdd(x, O.Load(panel0 + (3 * O.Count)), c3);
            d0 = O.MultiplyAdd(x, O.Load(panel1), d0);
            d1 = O.MultiplyAdd(x, O.Load(panel1 + O.Count), d1);
            d2 = O.MultiplyAdd(x, O.Load(panel1 + (2 * O.Count)), d2);
            d3 = O.MultiplyAdd(x, O.Load(panel1 + (3 * O.Count)), d3);
            a++;
            panel0 += PanelWidth;
            panel1 += PanelWidth;
        }
        while (a != end);

        StoreRow<V, O, Count4>(y0, c0, c1, c2, c3);
        StoreRow<V, O, Count4>(y1, d0, d1, d2, d3);
    }
}
