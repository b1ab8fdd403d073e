using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// −t′·ln σ(p) − (1 − t′)·ln(1 − σ(p)) of a logit p, where t′ = t·(1 − s) + s/2 with label smoothing s. Twin:
/// BinaryCrossEntropyLossReference.
/// </summary>
/// <remarks>Derivation: docs/derivations/losses.md. Computed as softplus(p) − t′·p, which never overflows.</remarks>
/// <param name="smoothing">The share of a target that is ½.</param>
internal readonly struct BinaryCrossEntropyLossKernel(float smoothing) : IPointLoss
{
    public static int Parameters => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Value<V, O>(V t, V p, V q, V r)
        => O.Subtract(Elementary.Softplus<V, O>(p), O.Multiply(Smooth<V, O>(t), p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
        => O.Subtract(Activations.Logistic<V, O>(p), Smooth<V, O>(t));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Smooth<V, O>(V t)
        where O : ILanes<V>
        => O.MultiplyAdd(t, O.Broadcast(1 - smoothing), O.Broadcast(0.5f * smoothing));
}
