using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Layer normalisation of each row: y = gain⊙(x − mean)/√(variance + ε) + bias. Twin: LayerNormReference.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton 2016, equation 4. Derivation: docs/derivations/layers.md. Rows do not touch
/// each other, so they may be split.
/// </remarks>
internal static class LayerNormKernel
{
    /// <summary>Runs all rows and keeps what Backward needs.</summary>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <param name="x">[N, F].</param>
    /// <param name="gain">[F].</param>
    /// <param name="bias">[F].</param>
    /// <param name="normalized">[N, F], overwritten with (x − mean)/√(variance + ε).</param>
    /// <param name="scale">[N], overwritten with 1/√(variance + ε).</param>
    /// <param name="y">[N, F], overwritten; may be the same span as normalized if Backward is not called.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        float epsilon, ReadOnlySpan<float> x, ReadOnlySpan<float> gain, ReadOnlySpan<float> bias,
        Span<float> normalized, Span<float> scale, Span<float> y)
    {
        int N = scale.Length, F = gain.Length;
        ShapeException.Require(x, (N, F));
        ShapeException.Require(bias, F);
        ShapeException.Require(normalized, (N, F));
        ShapeException.Require(y, (N, F));
        for (int n = 0; n < N; n++)
        {
            ReadOnlySpan<float> row = x.Slice(n * F, F);
            Span<float> centered = normalized.Slice(n * F, F);
            ElementLoop.Run(new ShiftMap(-(Reductions.Sum(row) / F)), row, centered);
            scale[n] = 1 / MathF.Sqrt((Reductions.SumOfSquares(centered) / F) + epsilon);
            ElementLoop.Run(new ScaleMap(scale[n]), centered, centered);
            ElementLoop.Run(default(GainMap), centered, gain, bias, y.Slice(n * F, F));
        }
    }

    /// <summary>dx += scale·(g − mean(g) − normalised·mean(g⊙normalised)), where g = dy⊙gain.</summary>
    /// <param name="gain">[F], as given to Forward.</param>
    /// <param name="normalized">[N, F], as left by Forward.</param>
    /// <param name="scale">[N], as left by Forward.</param>
    /// <param name="dy">[N, F], ∂loss/∂y.</param>
    /// <param name="dx">[N, F], added to.</param>
    /// <param name="scratch">[F], overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        ReadOnlySpan<float> gain, ReadOnlySpan<float> normalized, ReadOnlySpan<float> scale, ReadOnlySpan<float> dy,
        Span<float> dx, Span<float> scratch)
    {
        int N = scale.Length, F = gain.Length;
        ShapeException.Require(normalized, (N, F));
        ShapeException.Require(dy, (N, F));
        ShapeException.Require(dx, (N, F));
        ShapeException.Require(scratch, F);
        for (int n = 0; n < N; n++)
        {
            ReadOnlySpan<float> unit = normalized.Slice(n * F, F);
            ElementLoop.Run(default(ProductMap), dy.Slice(n * F, F), gain, scratch);
            float mean = Reductions.Sum(scratch) / F, along = Reductions.Dot(scratch, unit) / F;
            ElementLoop.Run(new BackwardMap(scale[n], mean, along), scratch, unit, dx.Slice(n * F, F));
        }
    }

    /// <summary>
    /// dGain += Σₙ dy[n]⊙normalised[n], dBias += Σₙ dy[n], from the last step to the first, rows ascending within a
    /// step.
    /// </summary>
    /// <param name="rowStart">[T+1]; [0, N] for rows without steps.</param>
    /// <param name="normalized">[N, F], as left by Forward.</param>
    /// <param name="dy">[N, F], ∂loss/∂y.</param>
    /// <param name="dGain">[F], added to; empty if not wanted.</param>
    /// <param name="dBias">[F], added to; empty if not wanted.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void AddParameterGradients(
        ReadOnlySpan<int> rowStart, ReadOnlySpan<float> normalized, ReadOnlySpan<float> dy, Span<float> dGain,
        Span<float> dBias)
    {
        int N = rowStart[^1], F = Math.Max(dGain.Length, dBias.Length);
        ShapeException.Require(normalized, (N, F));
        ShapeException.Require(dy, (N, F));
        if (!dGain.IsEmpty && !dBias.IsEmpty)
        {
            ShapeException.Require(dBias, F);
            ShapeException.Require(dGain, F);
        }

        for (int t = rowStart.Length - 2; t >= 0; t--)
        {
            for (int n = rowStart[t]; n < rowStart[t + 1]; n++)
            {
                if (!dGain.IsEmpty)
                {
                    ElementLoop.Run(default(AddProductMap), dy.Slice(n * F, F), normalized.Slice(n * F, F), dGain);
                }

                if (!dBias.IsEmpty)
                {
                    ElementLoop.Run(default(AddMap), dy.Slice(n * F, F), dBias, dBias);
                }
            }
        }
    }

    private readonly struct GainMap : IMapThree
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.MultiplyAdd(a, b, c);
    }

    private readonly struct BackwardMap(float scale, float mean, float along) : IElementMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            =>
                O.MultiplyAdd(
                    O.Broadcast(scale), O.MultiplyAdd(b, O.Broadcast(-along), O.Subtract(a, O.Broadcast(mean))), y);
    }
}
