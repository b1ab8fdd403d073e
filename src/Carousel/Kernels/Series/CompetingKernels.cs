using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// Groups of eight convolutions of nine weights that compete at each step: the largest adds its value to its sum, the
/// smallest counts one.
/// </summary>
/// <remarks>Hydra, Dempster, Schmidt and Webb 2023, section 3.1.</remarks>
internal static class CompetingKernels
{
    /// <summary>Kernels of a group.</summary>
    public const int Kernels = 8;

    /// <summary>Weights of a group.</summary>
    public const int Weights = Kernels * NineWeights.Length;

    /// <summary>Runs a group over a series. Its bits do not depend on the width of vectors.</summary>
    /// <param name="series">From the first weight's value at step 0 on: [L + 8 dilations + 8].</param>
    /// <param name="steps">L.</param>
    /// <param name="dilation">Steps from one weight to the next.</param>
    /// <param name="weights">[8, 9].</param>
    /// <param name="largest">[8]: the sum of each kernel's values where it is the largest, overwritten.</param>
    /// <param name="smallest">[8]: how often each kernel is the smallest, overwritten.</param>
    public static void Run(
        ReadOnlySpan<float> series, int steps, int dilation, ReadOnlySpan<float> weights, Span<float> largest,
        Span<float> smallest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(
            series.Length, steps + (2 * NineWeights.Padding(dilation)) + NineWeights.Tail, nameof(series));
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, Weights, nameof(weights));
        ref float x = ref MemoryMarshal.GetReference(series), w = ref MemoryMarshal.GetReference(weights);
        Span<Vector256<float>> sums = stackalloc Vector256<float>[Kernels];
        Span<Vector256<int>> counts = stackalloc Vector256<int>[Kernels];
        sums.Clear();
        counts.Clear();
        nuint d = (nuint)dilation;
        for (int t = 0; t < steps; t += Vector256<float>.Count)
        {
            ref float at = ref Unsafe.Add(ref x, t);
            Vector256<float> v0 = Vector256.LoadUnsafe(ref at), v1 = Vector256.LoadUnsafe(ref at, d);
            Vector256<float> v2 = Vector256.LoadUnsafe(ref at, 2 * d), v3 = Vector256.LoadUnsafe(ref at, 3 * d);
            Vector256<float> v4 = Vector256.LoadUnsafe(ref at, 4 * d), v5 = Vector256.LoadUnsafe(ref at, 5 * d);
            Vector256<float> v6 = Vector256.LoadUnsafe(ref at, 6 * d), v7 = Vector256.LoadUnsafe(ref at, 7 * d);
            Vector256<float> v8 = Vector256.LoadUnsafe(ref at, 8 * d);
            Vector256<float> high = Vector256.Create(float.NegativeInfinity), low = -high;
            Vector256<int> highest = default, lowest = default;
            for (int k = 0; k < Kernels; k++)
            {
                ref float own = ref Unsafe.Add(ref w, k * NineWeights.Length);
                Vector256<float> value = v0 * own;
                value = Vector256.FusedMultiplyAdd(v1, Weight(ref own, 1), value);
                value = Vector256.FusedMultiplyAdd(v2, Weight(ref own, 2), value);
                value = Vector256.FusedMultiplyAdd(v3, Weight(ref own, 3), value);
                value = Vector256.FusedMultiplyAdd(v4, Weight(ref own, 4), value);
                value = Vector256.FusedMultiplyAdd(v5, Weight(ref own, 5), value);
                value = Vector256.FusedMultiplyAdd(v6, Weight(ref own, 6), value);
                value = Vector256.FusedMultiplyAdd(v7, Weight(ref own, 7), value);
                value = Vector256.FusedMultiplyAdd(v8, Weight(ref own, 8), value);
                Vector256<float> above = Vector256.GreaterThan(value, high), below = Vector256.LessThan(value, low);
                Vector256<int> number = Vector256.Create(k);
                high = Vector256.ConditionalSelect(above, value, high);
                low = Vector256.ConditionalSelect(below, value, low);
                highest = Vector256.ConditionalSelect(above.AsInt32(), number, highest);
                lowest = Vector256.ConditionalSelect(below.AsInt32(), number, lowest);
            }

            // Steps beyond the last belong to no kernel.
            Vector256<int> inside = Vector256.LessThan(
                Vector256<int>.Indices, Vector256.Create(steps - t));
            highest |= ~inside;
            lowest |= ~inside;
            for (int k = 0; k < Kernels; k++)
            {
                Vector256<int> number = Vector256.Create(k);
                sums[k] += Vector256.Equals(highest, number).AsSingle() & high;
                counts[k] -= Vector256.Equals(lowest, number);
            }
        }

        for (int k = 0; k < Kernels; k++)
        {
            (float sum, int count) = (0, 0);
            for (int lane = 0; lane < Vector256<float>.Count; lane++)
            {
                (sum, count) = (sum + sums[k][lane], count + counts[k][lane]);
            }

            (largest[k], smallest[k]) = (sum, count);
        }
    }

    private static Vector256<float> Weight(ref float weights, int place) =>
        Vector256.Create(Unsafe.Add(ref weights, place));
}
