using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Series by eight random convolutions that compete at each step, for values and for changes: the sum of each one's
/// values where it is the largest, and how often it is the smallest.
/// </summary>
/// <remarks>Hydra (Dempster, Schmidt and Webb 2023). Square roots of means over the steps, so that series of unequal
/// lengths compare.</remarks>
internal sealed class CompetingFeatures
{
    private const int FeaturesOfGroup = 2 * CompetingKernels.Kernels;

    private readonly int _groups;

    /// <summary>Draws kernels.</summary>
    /// <param name="steps">L that the dilations are made for.</param>
    /// <param name="channels">C.</param>
    /// <param name="groups">Groups of eight for each dilation and form.</param>
    /// <param name="seed">Draws weights and channels.</param>
    public CompetingFeatures(int steps, int channels, int groups, ulong seed)
    {
        _groups = groups;
        int exponents = 1 + (int)Math.Log2(Math.Max(1, (steps - 1) / (NineWeights.Length - 1.0)));
        Dilations = [.. Enumerable.Range(0, exponents).Select(e => 1 << e)];
        int all = PooledFeatures.Forms * Dilations.Length * groups;
        Channels = ChannelDraws.Of(all, channels, seed, "channels of competing kernels");
        Weights = new float[all * CompetingKernels.Weights];
        var random = new CounterRandom(seed, CounterRandom.Purpose("competing kernels"));
        for (int kernel = 0; kernel < all * CompetingKernels.Kernels; kernel++)
        {
            Draw(random, kernel, Weights.AsSpan(kernel * NineWeights.Length, NineWeights.Length));
        }
    }

    /// <summary>Rising.</summary>
    public int[] Dilations { get; }

    /// <summary>[2 · dilations · groups]: the channels of each group.</summary>
    public int[][] Channels { get; }

    /// <summary>[2 · dilations · groups, 8, 9].</summary>
    public float[] Weights { get; }

    /// <summary>How many features there are.</summary>
    public int Count => Channels.Length * FeaturesOfGroup;

    /// <summary>The largest dilation.</summary>
    public int Widest => Dilations[^1];

    /// <summary>The features of a form of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="form">0 for values, 1 for changes.</param>
    /// <param name="features">[half of the features], overwritten.</param>
    public void Apply(PaddedSeries series, int form, Span<float> features)
    {
        int half = Channels.Length / PooledFeatures.Forms;
        for (int g = 0; g < half; g++)
        {
            int group = (form * half) + g, dilation = Dilations[g / _groups];
            Span<float> own = features.Slice(g * FeaturesOfGroup, FeaturesOfGroup);
            CompetingKernels.Run(
                series.Of(Channels[group], dilation), series.Steps, dilation,
                Weights.AsSpan(group * CompetingKernels.Weights, CompetingKernels.Weights),
                own[..CompetingKernels.Kernels], own[CompetingKernels.Kernels..]);
            foreach (ref float feature in own)
            {
                feature = MathF.Sqrt(Math.Max(0, feature) / series.Steps);
            }
        }
    }

    /// <summary>Nine weights that add up to 0 and whose sizes add up to 1; sums of four uniform numbers are near enough
    /// to normal ones.</summary>
    private static void Draw(CounterRandom random, int kernel, Span<float> weights)
    {
        double mean = 0, size = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            (uint a, uint b, uint c, uint d) = random.Block((uint)kernel, (uint)i, 0, 0);
            weights[i] = CounterRandom.ToUniform(a) + CounterRandom.ToUniform(b) + CounterRandom.ToUniform(c)
                + CounterRandom.ToUniform(d);
            mean += weights[i] / weights.Length;
        }

        foreach (float weight in weights)
        {
            size += Math.Abs(weight - mean);
        }

        foreach (ref float weight in weights)
        {
            weight = (float)((weight - mean) / size);
        }
    }
}
