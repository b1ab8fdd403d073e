using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>
/// Maps of single values, sums and products of two tensors, and a row added to every row. Double-precision twin:
/// ElementwiseReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/dense-and-normalisation.md. Every d… output is added to; the caller clears.
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
        switch (function)
        {
            case ElementwiseFunction.Tanh: ElementLoop.Run(default(MapForward<Tanh>), x, y); break;
            case ElementwiseFunction.Logistic: ElementLoop.Run(default(MapForward<Logistic>), x, y); break;
            case ElementwiseFunction.Relu: ElementLoop.Run(default(MapForward<Relu>), x, y); break;
            case ElementwiseFunction.Softplus: ElementLoop.Run(default(MapForward<Softplus>), x, y); break;
            case ElementwiseFunction.Exp: ElementLoop.Run(default(MapForward<Exp>), x, y); break;
            case ElementwiseFunction.Log: ElementLoop.Run(default(MapForward<Log>), x, y); break;
            case ElementwiseFunction.Square: ElementLoop.Run(default(MapForward<Square>), x, y); break;
            case ElementwiseFunction.Absolute: ElementLoop.Run(default(MapForward<Absolute>), x, y); break;
            case ElementwiseFunction.Sin: ElementLoop.Run(default(MapForward<Sin>), x, y); break;
            case ElementwiseFunction.Cos: ElementLoop.Run(default(MapForward<Cos>), x, y); break;
            case ElementwiseFunction.Gelu: ElementLoop.Run(default(MapForward<Gelu>), x, y); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, "No such function.");
        }
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
        switch (function)
        {
            case ElementwiseFunction.Tanh: ElementLoop.Run(default(MapBackward<Tanh>), x, y, dy, dx); break;
            case ElementwiseFunction.Logistic: ElementLoop.Run(default(MapBackward<Logistic>), x, y, dy, dx); break;
            case ElementwiseFunction.Relu: ElementLoop.Run(default(MapBackward<Relu>), x, y, dy, dx); break;
            case ElementwiseFunction.Softplus: ElementLoop.Run(default(MapBackward<Softplus>), x, y, dy, dx); break;
            case ElementwiseFunction.Exp: ElementLoop.Run(default(MapBackward<Exp>), x, y, dy, dx); break;
            case ElementwiseFunction.Log: ElementLoop.Run(default(MapBackward<Log>), x, y, dy, dx); break;
            case ElementwiseFunction.Square: ElementLoop.Run(default(MapBackward<Square>), x, y, dy, dx); break;
            case ElementwiseFunction.Absolute: ElementLoop.Run(default(MapBackward<Absolute>), x, y, dy, dx); break;
            case ElementwiseFunction.Sin: ElementLoop.Run(default(MapBackward<Sin>), x, y, dy, dx); break;
            case ElementwiseFunction.Cos: ElementLoop.Run(default(MapBackward<Cos>), x, y, dy, dx); break;
            case ElementwiseFunction.Gelu: ElementLoop.Run(default(MapBackward<Gelu>), x, y, dy, dx); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, "No such function.");
        }
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

    private readonly struct CombineMap(float alpha, float beta) : IElementMap
    {
        public static int Inputs => 2;

        public static bool ReadsOutput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => O.MultiplyAdd(O.Broadcast(alpha), a, O.Multiply(O.Broadcast(beta), b));
    }

    private readonly struct AffineMap(float alpha, float shift) : IElementMap
    {
        public static int Inputs => 1;

        public static bool ReadsOutput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => O.MultiplyAdd(O.Broadcast(alpha), a, O.Broadcast(shift));
    }
}
