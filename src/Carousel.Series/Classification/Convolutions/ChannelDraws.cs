using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>The channels that kernels read: mostly one or two of many.</summary>
internal static class ChannelDraws
{
    private const int Most = 9;

    /// <summary>Draws the channels of each kernel.</summary>
    /// <param name="kernels">How many kernels.</param>
    /// <param name="channels">C.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the draws are for.</param>
    public static int[][] Of(int kernels, int channels, ulong seed, string purpose)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose(purpose));
        double most = Math.Log2(Math.Min(channels, Most) + 1);
        int[] order = new int[channels];
        return
        [
            .. Enumerable.Range(0, kernels).Select(i =>
            {
                random.Permutation((uint)i, order);
                double share = CounterRandom.ToUniform(random.Word(uint.MaxValue, i));
                return order[..Math.Clamp((int)Math.Pow(2, share * most), 1, channels)];
            }),
        ];
    }
}
