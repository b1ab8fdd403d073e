using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Timing;

/// <summary>
/// Fused multiply-adds that wait for nothing but each other: the most that one core can do, against which speed is
/// measured.
/// </summary>
/// <remarks>
/// Twelve sums in registers hide a latency of five cycles on two units, which no machine so far exceeds, and fit where
/// there are sixteen registers.
/// </remarks>
internal static class MultiplyAddPeak
{
    private const int Sums = 12;

    // Each sum goes to Addend / (1 − Factor) = 1 and stays an ordinary number.
    private const float Factor = 0.75f, Addend = 0.25f;

    /// <summary>Floating-point operations of one repetition on the widest vectors there are.</summary>
    public static int OperationsPerRepetition =>
        2 * Sums * (Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4);

    /// <summary>Runs the multiply-adds.</summary>
    /// <param name="repetitions">How often every sum is taken on.</param>
    /// <returns>The sum over everything, so that nothing can be left out: about 1 for each lane once the repetitions
    /// are many.</returns>
    public static float Run(int repetitions) =>
        Vector512.IsHardwareAccelerated ? Run<Vector512<float>, Lanes512>(repetitions)
        : Vector256.IsHardwareAccelerated ? Run<Vector256<float>, Lanes256>(repetitions)
        : Run<Vector128<float>, Lanes128>(repetitions);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Run<V, O>(int repetitions)
        where O : ILanes<V>
    {
        V factor = O.Broadcast(Factor), addend = O.Broadcast(Addend);
        V a = O.Zero, b = O.Zero, c = O.Zero, d = O.Zero, e = O.Zero, f = O.Zero, g = O.Zero, h = O.Zero, i = O.Zero,
            j = O.Zero, k = O.Zero, l = O.Zero;
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            a = O.MultiplyAdd(a, factor, addend);
            b = O.MultiplyAdd(b, factor, addend);
            c = O.MultiplyAdd(c, factor, addend);
            d = O.MultiplyAdd(d, factor, addend);
            e = O.MultiplyAdd(e, factor, addend);
            f = O.MultiplyAdd(f, factor, addend);
            g = O.MultiplyAdd(g, factor, addend);
            h = O.MultiplyAdd(h, factor, addend);
            i = O.MultiplyAdd(i, factor, addend);
            j = O.MultiplyAdd(j, factor, addend);
            k = O.MultiplyAdd(k, factor, addend);
            l = O.MultiplyAdd(l, factor, addend);
        }

        V sum = O.Add(
            O.Add(O.Add(O.Add(a, b), O.Add(c, d)), O.Add(O.Add(e, f), O.Add(g, h))), O.Add(O.Add(i, j), O.Add(k, l)));
        float* lanes = stackalloc float[O.Count];
        O.Store(sum, lanes);
        float total = 0;
        for (int lane = 0; lane < O.Count; lane++)
        {
            total += lanes[lane];
        }

        return total;
    }
}
