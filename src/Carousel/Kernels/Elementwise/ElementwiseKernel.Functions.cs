using System.Runtime.CompilerServices;

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

    private readonly struct MapForward<F> : IElementMap
        where F : struct, IFunction
    {
        public static int Inputs => 1;

        public static bool ReadsOutput => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => F.Value<V, O>(a);
    }

    private readonly struct MapBackward<F> : IElementMap
        where F : struct, IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Apply<V, O>(V a, V b, V c, V y)
            where O : ILanes<V>
            => O.MultiplyAdd(c, F.Slope<V, O>(a, b), y);
    }

    private readonly struct Tanh : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => Activations.Tanh<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => O.MultiplyAdd(O.Subtract(O.Zero, y), y, O.Broadcast(1f));
    }

    private readonly struct Logistic : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => Activations.Logistic<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => O.Multiply(y, O.Subtract(O.Broadcast(1f), y));
    }

    private readonly struct Relu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => O.SelectLess(x, O.Zero, O.Zero, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => O.SelectLess(O.Zero, x, O.Broadcast(1f), O.Zero);
    }

    private readonly struct Softplus : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => Elementary.Softplus<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => Activations.Logistic<V, O>(x);
    }

    private readonly struct Exp : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => Elementary.Exp<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => y;
    }

    private readonly struct Log : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => Elementary.Log<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => O.Divide(O.Broadcast(1f), x);
    }

    private readonly struct Square : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => O.Multiply(x, x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => O.Add(x, x);
    }

    private readonly struct Absolute : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => O.Absolute(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => O.SelectLess(O.Zero, y, O.CopySign(O.Broadcast(1f), x), O.Zero);
    }

    private readonly struct Sin : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => Elementary.Sin<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => Elementary.Cos<V, O>(x);
    }

    private readonly struct Cos : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => Elementary.Cos<V, O>(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
            => O.Subtract(O.Zero, Elementary.Sin<V, O>(x));
    }

    private readonly struct Gelu : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Value<V, O>(V x)
            where O : ILanes<V>
            => O.Multiply(x, Distribution<V, O>(x));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Slope<V, O>(V x, V y)
            where O : ILanes<V>
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
