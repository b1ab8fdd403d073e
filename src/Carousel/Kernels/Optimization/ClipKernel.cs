using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>What clipping needs: the sum of squares of a gradient, and shrinking it. Twin: ClipReference.</summary>
internal static class ClipKernel
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
    public static void Scale(float factor, Span<float> values) =>
        ElementLoop.Run(new ScaleMap(factor), values, values);

    /// <summary>x ← min(max(x, −limit), limit).</summary>
    /// <param name="limit">The largest magnitude left, 0 or more.</param>
    /// <param name="values">[n], read and overwritten.</param>
    public static void Clamp(float limit, Span<float> values) =>
        ElementLoop.Run(new ClampMap(limit), values, values);

    private readonly struct ClampMap(float limit) : IMapOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.Min(O.Max(a, O.Broadcast(-limit)), O.Broadcast(limit));
    }
}
