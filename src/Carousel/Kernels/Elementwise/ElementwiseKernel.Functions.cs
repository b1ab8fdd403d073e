using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Kernels;

/// <content>Each function with its slope.</content>
internal static partial class ElementwiseKernel
{
    private interface IFunction
    {
        static abstract V Value<V, O>(V x)
            where O : ILanes<V>;

        /// <summary>The slope at x, where the value is y.</summary>
        static abstract V Slope<V, O>(V x, V y)
            where O : ILanes<V>;
    }

    /// <summary>A call of an elementwise function whose type is known.</summary>
    private interface IFunctionCall
    {
        void Run<F>()
            where F : struct, IFunction;
    }

    private static void Dispatch<TCall>(ElementwiseFunction function, TCall call)
        where TCall : struct, IFunctionCall, allows ref struct
    {
        switch (function)
        {
            case ElementwiseFunction.Tanh: call.Run<Tanh>(); break;
            case ElementwiseFunction.Logistic: call.Run<Logistic>(); break;
            case ElementwiseFunction.Relu: call.Run<Relu>(); break;
            case ElementwiseFunction.Softplus: call.Run<Softplus>(); break;
            case ElementwiseFunction.Exp: call.Run<Exp>(); break;
            case ElementwiseFunction.Log: call.Run<Log>(); break;
            case ElementwiseFunction.Square: call.Run<Square>(); break;
            case ElementwiseFunction.Absolute: call.Run<Absolute>(); break;
            case ElementwiseFunction.Sin: call.Run<Sin>(); break;
            case ElementwiseFunction.Cos: call.Run<Cos>(); break;
            case ElementwiseFunction.Gelu: call.Run<Gelu>(); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, "Unknown function.");
        }
    }

    private ref struct ForwardCall : IFunctionCall
    {
        public ReadOnlySpan<float> X;
        public Span<float> Y;

        readonly void IFunctionCall.Run<F>() => ElementLoop.Run(default(MapForward<F>), X, Y);
    }

    private ref struct BackwardCall : IFunctionCall
    {
        public ReadOnlySpan<float> X, Y, Dy;
        public Span<float> Dx;

        readonly void IFunctionCall.Run<F>() => ElementLoop.Run(default(MapBackward<F>), X, Y, Dy, Dx);
    }

    private readonly struct MapForward<F> : IMapOne
        where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => F.Value<V, O>(a);
    }

    private readonly struct MapBackward<F> : IElementMap
        where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IElementMap.Apply<V, O>(V a, V b, V c, V y)
            => O.MultiplyAdd(c, F.Slope<V, O>(a, b), y);
    }

    private readonly struct Tanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => Activations.Tanh<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => O.MultiplyAdd(O.Subtract(O.Zero, y), y, O.Broadcast(1f));
    }

    private readonly struct Logistic : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => Activations.Logistic<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => O.Multiply(y, O.Subtract(O.Broadcast(1f), y));
    }

    private readonly struct Relu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => O.SelectLess(x, O.Zero, O.Zero, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => O.SelectLess(O.Zero, x, O.Broadcast(1f), O.Zero);
    }

    private readonly struct Softplus : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => Elementary.Softplus<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => Activations.Logistic<V, O>(x);
    }

    private readonly struct Exp : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => Elementary.Exp<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => y;
    }

    private readonly struct Log : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => Elementary.Log<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => O.Divide(O.Broadcast(1f), x);
    }

    private readonly struct Square : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => O.Multiply(x, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => O.Add(x, x);
    }

    private readonly struct Absolute : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => O.Absolute(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => O.SelectLess(O.Zero, y, O.CopySign(O.Broadcast(1f), x), O.Zero);
    }

    private readonly struct Sin : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => Elementary.Sin<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => Elementary.Cos<V, O>(x);
    }

    private readonly struct Cos : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => Elementary.Cos<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
            => O.Subtract(O.Zero, Elementary.Sin<V, O>(x));
    }

    private readonly struct Gelu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Value<V, O>(V x)
            => O.Multiply(x, Distribution<V, O>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IFunction.Slope<V, O>(V x, V y)
        {
            // φ(x) = e^(−x²/2)/√(2π).
            V density = O.Multiply(
                Elementary.Exp<V, O>(O.Multiply(O.Multiply(x, x), O.Broadcast(-0.5f))), O.Broadcast(0.398942280f));
            return O.MultiplyAdd(x, density, Distribution<V, O>(x));
        }

        /// <summary>Φ(x) = ½·(1 + erf(x/√2)).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Distribution<V, O>(V x)
            where O : ILanes<V>
            =>
                O.MultiplyAdd(
                    Elementary.Erf<V, O>(O.Multiply(x, O.Broadcast(0.707106781f))), O.Broadcast(0.5f),
                    O.Broadcast(0.5f));
    }
}
