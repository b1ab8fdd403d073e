using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// |p − t|; its slope at 0 is 0. Twin: AbsoluteLossReference. Derivation: docs/derivations/losses.md.
/// </summary>
internal readonly struct AbsoluteLossKernel : IPointLoss
{
    public static int Parameters => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Value<V, O>(V t, V p, V q, V r)
        => O.Absolute(O.Subtract(p, t));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
    {
        V error = O.Subtract(p, t);
        return O.SelectLess(O.Zero, O.Absolute(error), O.CopySign(O.Broadcast(1f), error), O.Zero);
    }
}
