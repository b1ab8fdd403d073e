using Carousel.Kernels;

namespace Carousel.Classification;

/// <summary>
/// The spacings of kernels of nine weights: powers of two from 1 to the largest at which a kernel fits the series, and
/// how many features each kernel has at each.
/// </summary>
/// <param name="Dilations">Rising.</param>
/// <param name="Counts">As many: features of one kernel.</param>
/// <remarks>Dempster, Schmidt and Webb 2021, section 3.1.2.</remarks>
internal sealed record KernelDilations(int[] Dilations, int[] Counts)
{
    private const int Most = 32;

    /// <summary>Spreads the features of a kernel over dilations.</summary>
    /// <param name="steps">L: the length that the widest kernel spans.</param>
    /// <param name="features">Of one kernel, at least 1.</param>
    public static KernelDilations Of(int steps, int features)
    {
        int places = Math.Min(features, Most);
        double widest = Math.Log2(Math.Max(1, (steps - 1) / (NineWeights.Length - 1.0)));
        (int Dilation, int Count)[] groups =
        [
            .. Enumerable.Range(0, places)
                .Select(i => (int)Math.Pow(2, places == 1 ? 0 : widest * i / (places - 1)))
                .GroupBy(d => d).Select(g => (g.Key, Count: features * g.Count() / places)),
        ];
        int[] counts = [.. groups.Select(g => g.Count)];

        // Rounding down leaves a few: the narrow kernels have them.
        for (int left = features - counts.Sum(), i = 0; left > 0; left--, i++)
        {
            counts[i % counts.Length]++;
        }

        return new KernelDilations([.. groups.Select(g => g.Dilation)], counts);
    }
}
