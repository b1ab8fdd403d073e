using System.Runtime.CompilerServices;
using Carousel.Kernels;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// Net inputs of many units, each lane with its own weights: one chain of fused multiply-adds for each unit, ascending
/// over the sources.
/// </summary>
/// <remarks>
/// Several units share a loaded source and hide the latency of the multiply-add; the number of units at a time does not
/// touch the bits.
/// </remarks>
internal static unsafe class LaneSums
{
    /// <summary>sums[u] = start[u] + Σ_s weights[s, u]·sources[s], lane by lane.</summary>
    /// <param name="weights">[count, units, L].</param>
    /// <param name="units">How many sums.</param>
    /// <param name="sources">[count, L].</param>
    /// <param name="count">How many sources.</param>
    /// <param name="start">[units, L]; may be <paramref name="sums"/>; null for 0.</param>
    /// <param name="sums">[units, L], overwritten.</param>
    [SkipLocalsInit]
    public static void Accumulate<V, O>(float* weights, int units, float* sources, int count, float* start, float* sums)
        where O : ILanes<V>
    {
        nint row = (nint)units * O.Count;
        while (units > 0)
        {
            int tile = units switch { 9 or 10 or 12 => 6, >= 8 => 8, 7 => 4, 6 => 6, 5 => 3, _ => units };
            switch (tile)
            {
                case 8:
                    Eight<V, O>(weights, row, sources, count, start, sums);
                    break;
                case 6:
                    Six<V, O>(weights, row, sources, count, start, sums);
                    break;
                case 4:
                    Four<V, O>(weights, row, sources, count, start, sums);
                    break;
                case 3:
                    Three<V, O>(weights, row, sources, count, start, sums);
                    break;
                case 2:
                    Two<V, O>(weights, row, sources, count, start, sums);
                    break;
                default:
                    One<V, O>(weights, row, sources, count, start, sums);
                    break;
            }

            int done = tile * O.Count;
            weights += done;
            start = start == null ? null : start + done;
            sums += done;
            units -= tile;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V First<V, O>(float* start, int offset)
        where O : ILanes<V>
        => start == null ? O.Zero : O.Load(start + offset);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Eight<V, O>(float* weights, nint row, float* sources, int count, float* start, float* sums)
        where O : ILanes<V>
    {
        int n = O.Count;
        V a = First<V, O>(start, 0), b = First<V, O>(start, n), c = First<V, O>(start, (2 * n)),
            d = First<V, O>(start, (3 * n));
        V e = First<V, O>(start, (4 * n)), f = First<V, O>(start, (5 * n)), g = First<V, O>(start, (6 * n)),
            h = First<V, O>(start, (7 * n));
        for (int s = 0; s < count; s++, weights += row, sources += n)
        {
            V x = O.Load(sources);
            a = O.MultiplyAdd(x, O.Load(weights), a);
            b = O.MultiplyAdd(x, O.Load(weights + n), b);
            c = O.MultiplyAdd(x, O.Load(weights + (2 * n)), c);
            d = O.MultiplyAdd(x, O.Load(weights + (3 * n)), d);
            e = O.MultiplyAdd(x, O.Load(weights + (4 * n)), e);
            f = O.MultiplyAdd(x, O.Load(weights + (5 * n)), f);
            g = O.MultiplyAdd(x, O.Load(weights + (6 * n)), g);
            h = O.MultiplyAdd(x, O.Load(weights + (7 * n)), h);
        }

        O.Store(a, sums);
        O.Store(b, sums + n);
        O.Store(c, sums + (2 * n));
        O.Store(d, sums + (3 * n));
        O.Store(e, sums + (4 * n));
        O.Store(f, sums + (5 * n));
        O.Store(g, sums + (6 * n));
        O.Store(h, sums + (7 * n));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Six<V, O>(float* weights, nint row, float* sources, int count, float* start, float* sums)
        where O : ILanes<V>
    {
        int n = O.Count;
        V a = First<V, O>(start, 0), b = First<V, O>(start, n), c = First<V, O>(start, (2 * n));
        V d = First<V, O>(start, (3 * n)), e = First<V, O>(start, (4 * n)), f = First<V, O>(start, (5 * n));
        for (int s = 0; s < count; s++, weights += row, sources += n)
        {
            V x = O.Load(sources);
            a = O.MultiplyAdd(x, O.Load(weights), a);
            b = O.MultiplyAdd(x, O.Load(weights + n), b);
            c = O.MultiplyAdd(x, O.Load(weights + (2 * n)), c);
            d = O.MultiplyAdd(x, O.Load(weights + (3 * n)), d);
            e = O.MultiplyAdd(x, O.Load(weights + (4 * n)), e);
            f = O.MultiplyAdd(x, O.Load(weights + (5 * n)), f);
        }

        O.Store(a, sums);
        O.Store(b, sums + n);
        O.Store(c, sums + (2 * n));
        O.Store(d, sums + (3 * n));
        O.Store(e, sums + (4 * n));
        O.Store(f, sums + (5 * n));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Four<V, O>(float* weights, nint row, float* sources, int count, float* start, float* sums)
        where O : ILanes<V>
    {
        int n = O.Count;
        V a = First<V, O>(start, 0), b = First<V, O>(start, n), c = First<V, O>(start, (2 * n)),
            d = First<V, O>(start, (3 * n));
        for (int s = 0; s < count; s++, weights += row, sources += n)
        {
            V x = O.Load(sources);
            a = O.MultiplyAdd(x, O.Load(weights), a);
            b = O.MultiplyAdd(x, O.Load(weights + n), b);
            c = O.MultiplyAdd(x, O.Load(weights + (2 * n)), c);
            d = O.MultiplyAdd(x, O.Load(weights + (3 * n)), d);
        }

        O.Store(a, sums);
        O.Store(b, sums + n);
        O.Store(c, sums + (2 * n));
        O.Store(d, sums + (3 * n));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Three<V, O>(float* weights, nint row, float* sources, int count, float* start, float* sums)
        where O : ILanes<V>
    {
        int n = O.Count;
        V a = First<V, O>(start, 0), b = First<V, O>(start, n), c = First<V, O>(start, (2 * n));
        for (int s = 0; s < count; s++, weights += row, sources += n)
        {
            V x = O.Load(sources);
            a = O.MultiplyAdd(x, O.Load(weights), a);
            b = O.MultiplyAdd(x, O.Load(weights + n), b);
            c = O.MultiplyAdd(x, O.Load(weights + (2 * n)), c);
        }

        O.Store(a, sums);
        O.Store(b, sums + n);
        O.Store(c, sums + (2 * n));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Two<V, O>(float* weights, nint row, float* sources, int count, float* start, float* sums)
        where O : ILanes<V>
    {
        int n = O.Count;
        V a = First<V, O>(start, 0), b = First<V, O>(start, n);
        for (int s = 0; s < count; s++, weights += row, sources += n)
        {
            V x = O.Load(sources);
            a = O.MultiplyAdd(x, O.Load(weights), a);
            b = O.MultiplyAdd(x, O.Load(weights + n), b);
        }

        O.Store(a, sums);
        O.Store(b, sums + n);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void One<V, O>(float* weights, nint row, float* sources, int count, float* start, float* sums)
        where O : ILanes<V>
    {
        V a = First<V, O>(start, 0);
        for (int s = 0; s < count; s++, weights += row, sources += O.Count)
        {
            a = O.MultiplyAdd(O.Load(sources), O.Load(weights), a);
        }

        O.Store(a, sums);
    }
}
