using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Soft-max and its logarithm over each row of C values. Double-precision twin: SoftmaxReference. Derivation:
/// docs/derivations/layers.md.
/// </summary>
/// <remarks>
/// The row's largest value is subtracted first to prevent overflow. Rows are independent, so they may be
/// split.
/// </remarks>
internal static class SoftmaxKernel
{
    /// <summary>y[n,c] = e^x[n,c] / Σ e^x[n].</summary>
    /// <param name="C">Values in a row.</param>
    /// <param name="x">[N, C].</param>
    /// <param name="y">[N, C], overwritten; may be x.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(int C, ReadOnlySpan<float> x, Span<float> y)
    {
        Require(C, x, y);
        for (int start = 0; start < x.Length; start += C)
        {
            ReadOnlySpan<float> row = x.Slice(start, C);
            Span<float> result = y.Slice(start, C);
            ElementLoop.Run(new ShiftedExpMap(Reductions.Max(row)), row, result);
            ElementLoop.Run(new DivideMap(Reductions.Sum(result)), result, result);
        }
    }

    /// <summary>dx[n,c] += y[n,c]·(dy[n,c] − Σ dy[n]·y[n]).</summary>
    /// <param name="C">Values in a row.</param>
    /// <param name="y">[N, C], as left by Forward.</param>
    /// <param name="dy">[N, C], ∂loss/∂y.</param>
    /// <param name="dx">[N, C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(int C, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Require(C, y, dx);
        Require(C, dy, dx);
        for (int start = 0; start < y.Length; start += C)
        {
            ReadOnlySpan<float> row = y.Slice(start, C), gradient = dy.Slice(start, C);
            ElementLoop.Run(new BackwardMap(Reductions.Dot(row, gradient)), row, gradient, dx.Slice(start, C));
        }
    }

    /// <summary>y[n,c] = x[n,c] − ln Σ e^x[n].</summary>
    /// <param name="C">Values in a row.</param>
    /// <param name="x">[N, C].</param>
    /// <param name="y">[N, C], overwritten; not x.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void LogForward(int C, ReadOnlySpan<float> x, Span<float> y)
    {
        Require(C, x, y);
        for (int start = 0; start < x.Length; start += C)
        {
            ReadOnlySpan<float> row = x.Slice(start, C);
            Span<float> result = y.Slice(start, C);
            float largest = Reductions.Max(row);
            ElementLoop.Run(new ShiftedExpMap(largest), row, result);
            ElementLoop.Run(new SubtractMap(largest, Elementary.Log(Reductions.Sum(result))), row, result);
        }
    }

    /// <summary>dx[n,c] += dy[n,c] − e^y[n,c]·Σ dy[n].</summary>
    /// <param name="C">Values in a row.</param>
    /// <param name="y">[N, C], as left by LogForward.</param>
    /// <param name="dy">[N, C], ∂loss/∂y.</param>
    /// <param name="dx">[N, C], added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void LogBackward(int C, ReadOnlySpan<float> y, ReadOnlySpan<float> dy, Span<float> dx)
    {
        Require(C, y, dx);
        Require(C, dy, dx);
        for (int start = 0; start < y.Length; start += C)
        {
            ReadOnlySpan<float> gradient = dy.Slice(start, C);
            ElementLoop.Run(
                new LogBackwardMap(Reductions.Sum(gradient)), y.Slice(start, C), gradient, dx.Slice(start, C));
        }
    }

    private static void Require(int C, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(C);
        ShapeException.Require(x, (x.Length / C, C));
        ShapeException.Require(y, x.Length);
    }

    private readonly struct SubtractMap(float first, float second) : IMapOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.Subtract(O.Subtract(a, O.Broadcast(first)), O.Broadcast(second));
    }

    private readonly struct BackwardMap(float sum) : IElementMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.MultiplyAdd(a, O.Subtract(b, O.Broadcast(sum)), y);
    }

    private readonly struct LogBackwardMap(float sum) : IElementMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.Add(y, O.MultiplyAdd(Elementary.Exp<V, O>(a), O.Broadcast(-sum), b));
    }
}
