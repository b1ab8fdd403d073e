namespace Carousel.Kernels;

/// <summary>What clipping needs: the sum of squares of a gradient, and shrinking it. Twin: ClipReference.</summary>
internal static unsafe class ClipKernel
{
    /// <summary>Σ x². Not finite exactly where a value is not finite or the sum is beyond single precision.</summary>
    /// <remarks>
    /// Value i goes to lane i mod 64, each lane is one chain of fused multiply-adds, and the lanes join by one fixed
    /// tree.
    /// </remarks>
    /// <param name="values">[n].</param>
    /// <returns>The sum; 0 for no values.</returns>
    public static float SumOfSquares(ReadOnlySpan<float> values) => Reductions.SumOfSquares(values);

    /// <summary>x ← factor·x.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="values">[n], read and overwritten.</param>
    public static void Scale(float factor, Span<float> values)
    {
        fixed (float* x = values)
        {
            Widths.Run(new ScaleRun(factor, values.Length, x));
        }
    }

    /// <summary>x ← min(max(x, −limit), limit).</summary>
    /// <param name="limit">The largest magnitude left, 0 or more.</param>
    /// <param name="values">[n], read and overwritten.</param>
    public static void Clamp(float limit, Span<float> values)
    {
        fixed (float* x = values)
        {
            Widths.Run(new ClampRun(limit, values.Length, x));
        }
    }

    private readonly struct ScaleRun(float factor, int n, float* x) : IWidthWork
    {
        void IWidthWork.Run<V, O>() => Scale<V, O>(factor, n, x);
    }

    private static void Scale<V, O>(float factor, int n, float* x)
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= n - O.Count; i += O.Count)
        {
            O.Store(O.Multiply(O.Load(x + i), O.Broadcast(factor)), x + i);
        }

        for (; i < n; i++)
        {
            x[i] *= factor;
        }
    }

    private readonly struct ClampRun(float limit, int n, float* x) : IWidthWork
    {
        void IWidthWork.Run<V, O>() => Clamp<V, O>(limit, n, x);
    }

    private static void Clamp<V, O>(float limit, int n, float* x)
        where O : ILanes<V>
    {
        int i = 0;
        for (; i <= n - O.Count; i += O.Count)
        {
            O.Store(O.Min(O.Max(O.Load(x + i), O.Broadcast(-limit)), O.Broadcast(limit)), x + i);
        }

        for (; i < n; i++)
        {
            x[i] = MathF.Min(MathF.Max(x[i], -limit), limit);
        }
    }
}
