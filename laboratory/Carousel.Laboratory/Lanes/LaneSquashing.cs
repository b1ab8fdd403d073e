using System.Runtime.CompilerServices;
using Carousel.Kernels;
using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Lanes;

/// <summary>
/// The functions that squash net inputs, over units in lanes, and their derivatives from their outputs.
/// </summary>
internal static unsafe class LaneSquashing
{
    /// <summary>values = f(nets).</summary>
    /// <param name="kind">f.</param>
    /// <param name="nets">[count, L].</param>
    /// <param name="values">[count, L], overwritten; may be <paramref name="nets"/>.</param>
    /// <param name="count">Units.</param>
    public static void Squash<V, O>(Squashing kind, float* nets, float* values, int count)
        where O : ILanes<V>
    {
        switch (kind)
        {
            case Squashing.Logistic:
                Logistic<V, O>(nets, values, count);
                break;
            case Squashing.CenteredOne:
                Centered<V, O>(nets, values, count, 1);
                break;
            case Squashing.CenteredTwo:
                Centered<V, O>(nets, values, count, 2);
                break;
            default:
                Buffer.MemoryCopy(
                    nets, values, (long)count * O.Count * sizeof(float), (long)count * O.Count * sizeof(float));
                break;
        }
    }

    /// <summary>The derivative in terms of the value y: square·y² + linear·y + constant.</summary>
    /// <param name="kind">The function.</param>
    public static (float Square, float Linear, float Constant) Slope(Squashing kind) => kind switch
    {
        Squashing.Logistic => (-1, 1, 0),
        Squashing.CenteredOne => (-0.5f, 0, 0.5f),
        Squashing.CenteredTwo => (-0.25f, 0, 1),
        _ => (0, 0, 1),
    };

    /// <summary>square·y² + linear·y + constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Slope<V, O>(V y, V square, V linear, V constant)
        where O : ILanes<V>
        => O.MultiplyAdd(O.MultiplyAdd(square, y, linear), y, constant);

    /// <summary>y·(1 − y): the derivative of the logistic function from its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V LogisticSlope<V, O>(V y)
        where O : ILanes<V>
        => O.Multiply(y, O.Subtract(O.Broadcast(1f), y));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Logistic<V, O>(float* nets, float* values, int count)
        where O : ILanes<V>
    {
        for (int u = 0; u < count; u++, nets += O.Count, values += O.Count)
        {
            O.Store(Activations.Logistic<V, O>(O.Load(nets)), values);
        }
    }

    /// <summary>2·range / (1 + e⁻ˣ) − range = range·tanh(x/2), to the last places near 0 too.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Centered<V, O>(float* nets, float* values, int count, float range)
        where O : ILanes<V>
    {
        V half = O.Broadcast(0.5f), scale = O.Broadcast(range);
        for (int u = 0; u < count; u++, nets += O.Count, values += O.Count)
        {
            V numerator = Activations.TanhNumerator<V, O>(O.Multiply(half, O.Load(nets)));
            O.Store(O.Divide(O.Multiply(scale, numerator), Activations.TanhDenominator<V, O>(numerator)), values);
        }
    }
}
