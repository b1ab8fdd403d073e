using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// Convolutions with nine weights, three of which are 2 and the others −1: they share a sum over all nine places.
/// </summary>
/// <remarks>MiniRocket, Dempster, Schmidt and Webb 2021, section 3.1. There are zeros around a series: see
/// <see cref="Padding"/>.</remarks>
internal static class NineWeights
{
    /// <summary>Weights of a kernel.</summary>
    public const int Length = 9;

    /// <summary>How many kernels there are: ways to choose three places of nine.</summary>
    public const int Kernels = 84;

    /// <summary>Values beyond the last that may be read, and are not used.</summary>
    public const int Tail = 8;

    /// <summary>The places of the weights 2 of each kernel.</summary>
    public static IReadOnlyList<(int A, int B, int C)> Places { get; } =
    [
        .. from a in Enumerable.Range(0, Length)
            from b in Enumerable.Range(a + 1, Length - a - 1)
            from c in Enumerable.Range(b + 1, Length - b - 1)
            select (a, b, c),
    ];

    /// <summary>Zeros before and after a series.</summary>
    /// <param name="dilation">Steps from one weight to the next.</param>
    public static int Padding(int dilation) => Length / 2 * dilation;

    /// <summary>Adds up the values under all nine weights.</summary>
    /// <param name="series">From the first weight's value at step 0 on: [L + 8 dilations + <see cref="Tail"/>].</param>
    /// <param name="dilation">Steps from one weight to the next.</param>
    /// <param name="sums">[L], overwritten.</param>
    public static void Sum(ReadOnlySpan<float> series, int dilation, Span<float> sums)
    {
        Require(series, dilation, sums);
        ref float x = ref MemoryMarshal.GetReference(series), to = ref MemoryMarshal.GetReference(sums);
        int t = 0, lanes = Vector256<float>.Count;
        for (; t <= sums.Length - lanes; t += lanes)
        {
            Vector256<float> sum = Vector256.LoadUnsafe(ref x, (nuint)t);
            for (int place = 1; place < Length; place++)
            {
                sum += Vector256.LoadUnsafe(ref x, (nuint)(t + (place * dilation)));
            }

            sum.StoreUnsafe(ref to, (nuint)t);
        }

        for (; t < sums.Length; t++)
        {
            float sum = series[t];
            for (int place = 1; place < Length; place++)
            {
                sum += series[t + (place * dilation)];
            }

            sums[t] = sum;
        }
    }

    /// <summary>One kernel over a series.</summary>
    /// <param name="series">As for <see cref="Sum"/>.</param>
    /// <param name="dilation">Steps from one weight to the next.</param>
    /// <param name="places">Where it weighs 2.</param>
    /// <param name="sums">[L], from <see cref="Sum"/>.</param>
    /// <param name="values">[L], overwritten.</param>
    public static void Convolve(
        ReadOnlySpan<float> series, int dilation, (int A, int B, int C) places, ReadOnlySpan<float> sums,
        Span<float> values)
    {
        Require(series, dilation, values);
        (int a, int b, int c) = (places.A * dilation, places.B * dilation, places.C * dilation);
        ref float x = ref MemoryMarshal.GetReference(series), to = ref MemoryMarshal.GetReference(values);
        ref float all = ref MemoryMarshal.GetReference(sums);
        Vector256<float> three = Vector256.Create(3f);
        int t = 0, lanes = Vector256<float>.Count;
        for (; t <= values.Length - lanes; t += lanes)
        {
            Vector256<float> chosen = Vector256.LoadUnsafe(ref x, (nuint)(t + a))
                + Vector256.LoadUnsafe(ref x, (nuint)(t + b)) + Vector256.LoadUnsafe(ref x, (nuint)(t + c));
            ((three * chosen) - Vector256.LoadUnsafe(ref all, (nuint)t)).StoreUnsafe(ref to, (nuint)t);
        }

        for (; t < values.Length; t++)
        {
            values[t] = (3 * (series[t + a] + series[t + b] + series[t + c])) - sums[t];
        }
    }

    private static void Require(ReadOnlySpan<float> series, int dilation, Span<float> values) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(
            series.Length, values.Length + (2 * Padding(dilation)), nameof(series));
}
