using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>(p − t)². Twin: SquaredLossReference. Derivation: docs/derivations/losses.md.</summary>
internal readonly struct SquaredLossKernel : IPointLoss
{
    public static int Parameters => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Value<V, O>(V t, V p, V q, V r)
    {
        V error = O.Subtract(p, t);
        return O.Multiply(error, error);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IPointLoss.Slope<V, O>(int index, V t, V p, V q, V r)
    {
        V error = O.Subtract(p, t);
        return O.Add(error, error);
    }
}
