using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Maps of single values, sums and products of two tensors, and a row added to every row. Double-precision twin:
/// ElementwiseReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/layers.md. Every d… output is added to; the caller clears.
/// </remarks>
internal static unsafe partial class ElementwiseKernel
{
    /// <summary>y[i] = f(x[i]).</summary>
    /// <param name="function">f.</param>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], overwritten; may be x.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Forward(ElementwiseFunction function, ReadOnlySpan<float> x, Span<float> y)
    {
        ShapeException.Require(x, y.Length);
        Dispatch(function, new ForwardCall { X = x, Y = y });
    }

    /// <summary>dx[i] += dy[i]·f′(x[i]).</summary>
    /// <param name="function">f.</param>
    /// <param name="x">[n], as given to Forward.</param>
    /// <param name="y">[n], as left by Forward.</param>
    /// <param name="dy">[n], ∂loss/∂y.</param>
    /// <param name="dx">[n], added to.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Backward(
        ElementwiseFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> dy,
        Span<float> dx)
    {
        int n = dx.Length;
        ShapeException.Require(x, n);
        ShapeException.Require(y, n);
        ShapeException.Require(dy, n);
        Dispatch(function, new BackwardCall { X = x, Y = y, Dy = dy, Dx = dx });
    }

    /// <summary>y[i] = α·a[i] + β·b[i], the first product and the sum rounded once together.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="a">[n].</param>
    /// <param name="beta">β.</param>
    /// <param name="b">[n].</param>
    /// <param name="y">[n], overwritten; may be a or b.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Combine(float alpha, ReadOnlySpan<float> a, float beta, ReadOnlySpan<float> b, Span<float> y)
    {
        ShapeException.Require(a, y.Length);
        ShapeException.Require(b, y.Length);
        ElementLoop.Run(new CombineMap(alpha, beta), a, b, y);
    }

    /// <summary>y[i] += α·x[i].</summary>
    /// <param name="alpha">α.</param>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], added to.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void AddScaled(float alpha, ReadOnlySpan<float> x, Span<float> y)
    {
        ShapeException.Require(x, y.Length);
        ElementLoop.Run(new AddScaledMap(alpha), x, y);
    }

    /// <summary>y[i] = α·x[i] + shift.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="shift">Added to every value.</param>
    /// <param name="x">[n].</param>
    /// <param name="y">[n], overwritten; may be x.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Affine(float alpha, float shift, ReadOnlySpan<float> x, Span<float> y)
    {
        ShapeException.Require(x, y.Length);
        ElementLoop.Run(new AffineMap(alpha, shift), x, y);
    }

    /// <summary>y[i] = a[i]·b[i].</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="y">[n], overwritten; may be a or b.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ShapeException.Require(a, y.Length);
        ShapeException.Require(b, y.Length);
        ElementLoop.Run(default(ProductMap), a, b, y);
    }

    /// <summary>y[i] += a[i]·b[i].</summary>
    /// <param name="a">[n].</param>
    /// <param name="b">[n].</param>
    /// <param name="y">[n], added to.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void AddProduct(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
    {
        ShapeException.Require(a, y.Length);
        ShapeException.Require(b, y.Length);
        ElementLoop.Run(default(AddProductMap), a, b, y);
    }

    /// <summary>y[n,f] = x[n,f] + row[f].</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="row">[F].</param>
    /// <param name="y">[N, F], overwritten; may be x.</param>
    /// <exception cref="ShapeException">The lengths do not fit.</exception>
    public static void AddRow(ReadOnlySpan<float> x, ReadOnlySpan<float> row, Span<float> y)
    {
        int F = row.Length;
        ShapeException.Require(x, y.Length);
        ShapeException.Require(x, (F == 0 ? 0 : x.Length / F, F));
        for (int start = 0; start < x.Length; start += F)
        {
            ElementLoop.Run(new CombineMap(1, 1), x.Slice(start, F), row, y.Slice(start, F));
        }
    }

    private readonly struct CombineMap(float alpha, float beta) : IMapTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.MultiplyAdd(O.Broadcast(alpha), a, O.Multiply(O.Broadcast(beta), b));
    }

    private readonly struct AffineMap(float alpha, float shift) : IMapOne
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.MultiplyAdd(O.Broadcast(alpha), a, O.Broadcast(shift));
    }
}
