using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>Element-wise work on one vector of units of several rows of values at once.</summary>
internal unsafe interface IRowStage
{
    /// <summary>Bit k is set where stream k is written.</summary>
    static abstract int Outputs { get; }

    /// <summary>Works on the units from u on.</summary>
    /// <param name="s">The streams; null for an optional one that is absent.</param>
    /// <param name="u">The first unit.</param>
    /// <param name="scalars">Numbers that are the same for all units.</param>
    static abstract void Run<V, O>(float** s, nint u, float* scalars)
        where O : ILanes<V>;
}

/// <summary>
/// Runs a stage over rows of any length: whole vectors in place, the last few units through a buffer.
/// </summary>
internal static unsafe class RowStage
{
    /// <summary>The most streams.</summary>
    public const int Streams = 12;

    /// <summary>One row.</summary>
    /// <param name="units">Values in a row.</param>
    /// <param name="streams">How many streams.</param>
    /// <param name="s">The streams.</param>
    /// <param name="scalars">Numbers for the stage.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Row<V, O, S>(int units, int streams, float** s, float* scalars)
        where O : ILanes<V>
        where S : struct, IRowStage
    {
        nint u = 0;
        for (; u + O.Count <= units; u += O.Count)
        {
            S.Run<V, O>(s, u, scalars);
        }

        if (u < units)
        {
            Rest<V, O, S>((int)(units - u), u, streams, s, scalars);
        }
    }

    private static void Rest<V, O, S>(int units, nint u, int streams, float** s, float* scalars)
        where O : ILanes<V>
        where S : struct, IRowStage
    {
        float* values = stackalloc float[16 * Streams];
        float** buffers = stackalloc float*[Streams];
        for (int k = 0; k < streams; k++)
        {
            buffers[k] = null;
            if (s[k] != null)
            {
                buffers[k] = values + (16 * k);
                new Span<float>(buffers[k], 16).Clear();
                new ReadOnlySpan<float>(s[k] + u, units).CopyTo(new Span<float>(buffers[k], 16));
            }
        }

        S.Run<V, O>(buffers, 0, scalars);
        for (int k = 0; k < streams; k++)
        {
            if (s[k] != null && (S.Outputs >> k & 1) != 0)
            {
                new ReadOnlySpan<float>(buffers[k], units).CopyTo(new Span<float>(s[k] + u, units));
            }
        }
    }
}
