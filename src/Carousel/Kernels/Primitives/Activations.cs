using System.Runtime.CompilerServices;

namespace Carousel.Kernels.Primitives;

/// <summary>tanh and the logistic function of one vector: the same bits on every width.</summary>
internal static class Activations
{
    /// <summary>Beyond this tanh rounds to ±1 in single precision.</summary>
    private const float Saturation = 7.90531110763549805f;

    /// <summary>tanh x.</summary>
    /// <remarks>An odd rational approximation of degree 13 over 6, on |x| clamped to the point of saturation.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, O>(V x)
        where V : struct
        where O : ILanes<V>
    {
        x = O.Min(O.Max(x, O.Broadcast(-Saturation)), O.Broadcast(Saturation));
        V q = O.Multiply(x, x);
        V p = O.MultiplyAdd(q, O.Broadcast(-2.76076847742355e-16f), O.Broadcast(2.00018790482477e-13f));
        p = O.MultiplyAdd(p, q, O.Broadcast(-8.60467152213735e-11f));
        p = O.MultiplyAdd(p, q, O.Broadcast(5.12229709037114e-08f));
        p = O.MultiplyAdd(p, q, O.Broadcast(1.48572235717979e-05f));
        p = O.MultiplyAdd(p, q, O.Broadcast(6.37261928875436e-04f));
        p = O.MultiplyAdd(p, q, O.Broadcast(4.89352455891786e-03f));
        p = O.Multiply(p, x);
        V d = O.MultiplyAdd(q, O.Broadcast(1.19825839466702e-06f), O.Broadcast(1.18534705686654e-04f));
        d = O.MultiplyAdd(d, q, O.Broadcast(2.26843463243900e-03f));
        d = O.MultiplyAdd(d, q, O.Broadcast(4.89352518554385e-03f));
        return O.Divide(p, d);
    }

    /// <summary>The logistic function 1 / (1 + e⁻ˣ) = ½ + ½·tanh(x/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Logistic<V, O>(V x)
        where V : struct
        where O : ILanes<V>
        => O.MultiplyAdd(Tanh<V, O>(O.Multiply(x, O.Broadcast(0.5f))), O.Broadcast(0.5f), O.Broadcast(0.5f));
}
