using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// ½(p − t)² up to δ, δ·(|p − t| − δ/2) beyond. Twin: HuberLossReference. Derivation: docs/derivations/losses.md.
/// </summary>
/// <param name="delta">δ.</param>
internal readonly struct HuberLossKernel(float delta) : IPointLoss
{
    public static int Parameters => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Value<V, O>(V t, V p, V q, V r)
    {
        V error = O.Absolute(O.Subtract(p, t)), limit = O.Broadcast(delta);
        V near = O.Multiply(O.Multiply(error, error), O.Broadcast(0.5f));
        V far = O.Multiply(limit, O.MultiplyAdd(limit, O.Broadcast(-0.5f), error));
        return O.SelectLess(error, limit, near, far);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
    {
        V error = O.Subtract(p, t);
        return O.SelectLess(O.Absolute(error), O.Broadcast(delta), error, O.CopySign(O.Broadcast(delta), error));
    }
}
