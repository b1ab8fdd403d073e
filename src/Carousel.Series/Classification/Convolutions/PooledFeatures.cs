using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Series as poolings of small fixed convolutions above biases: the share of steps, the mean excess, the mean place and
/// the longest run, for values and for changes.
/// </summary>
/// <remarks>
/// MultiRocket (Tan, Dempster, Bergmeir and Webb 2022) with channels joined as in multivariate MiniRocket. Places and
/// runs are shares of the length, so that series of unequal lengths compare. Biases are quantiles of the convolution of
/// a training series.
/// </remarks>
internal sealed class PooledFeatures
{
    /// <summary>Values and changes.</summary>
    public const int Forms = 2;

    private const int Poolings = 4;

    /// <summary>Kernels with known biases, or with those that are still to be found.</summary>
    /// <param name="steps">L that the dilations are made for.</param>
    /// <param name="channels">C.</param>
    /// <param name="biases">How many for each form, a multiple of 84.</param>
    /// <param name="seed">Draws the channels of each kernel.</param>
    /// <param name="known">[2, biases] that <see cref="Fit"/> found.</param>
    public PooledFeatures(int steps, int channels, int biases, ulong seed, float[]? known = null)
    {
        Plan = KernelDilations.Of(steps, biases / NineWeights.Kernels);
        Channels = ChannelDraws.Of(
            Plan.Dilations.Length * NineWeights.Kernels, channels, seed, "channels of pooled kernels");
        Biases = known ?? new float[Forms * biases];
    }

    /// <summary>Dilations, and how many biases a kernel has at each.</summary>
    public KernelDilations Plan { get; }

    /// <summary>[dilations · 84]: the channels of each kernel.</summary>
    public int[][] Channels { get; }

    /// <summary>[2, biases].</summary>
    public float[] Biases { get; }

    /// <summary>How many features there are.</summary>
    public int Count => Biases.Length * Poolings;

    /// <summary>The largest dilation.</summary>
    public int Widest => Plan.Dilations[^1];

    /// <summary>Takes biases from series.</summary>
    /// <param name="series">The training series; their classes are not read.</param>
    /// <param name="steps">L that the dilations are made for.</param>
    /// <param name="biases">How many for each form, a multiple of 84.</param>
    /// <param name="seed">Draws channels, and the series that a bias comes from.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public static PooledFeatures Fit(
        IReadOnlyList<BaselineSample> series, int steps, int biases, ulong seed, Workers workers)
    {
        var kernels = new PooledFeatures(steps, series[0].Channels, biases, seed);
        var random = new CounterRandom(seed, CounterRandom.Purpose("series of the biases of pooled kernels"));
        int[] dilations = kernels.Plan.Dilations, counts = kernels.Plan.Counts;
        workers.Run(new EachPart(part =>
        {
            (int form, int d) = (part / dilations.Length, part % dilations.Length);
            int at = (form * biases) + (NineWeights.Kernels * counts.Take(d).Sum());
            for (int k = 0; k < NineWeights.Kernels; k++, at += counts[d])
            {
                BaselineSample row = series[(int)(random.Word((uint)part, k) % (uint)series.Count)];
                var padded = new PaddedSeries(row, form == 1, kernels.Widest);
                float[] values = new float[padded.Steps], sums = new float[padded.Steps];
                float[] sorted = kernels.Convolve(padded, d, k, sums, values, isSummed: false).ToArray();
                Array.Sort(sorted);
                for (int q = 0; q < counts[d]; q++)
                {
                    kernels.Biases[at + q] = (float)SortedValues.Quantile<float>(sorted, GoldenShare(at + q));
                }
            }
        }), Forms * dilations.Length);
        return kernels;
    }

    /// <summary>The features of a form of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="form">0 for values, 1 for changes.</param>
    /// <param name="features">[half of the features], overwritten.</param>
    public void Apply(PaddedSeries series, int form, Span<float> features)
    {
        int L = series.Steps, bias = form * Biases.Length / Forms, at = 0;
        float[] values = new float[L], sums = new float[L];
        for (int d = 0; d < Plan.Dilations.Length; d++)
        {
            for (int k = 0; k < NineWeights.Kernels; k++)
            {
                ReadOnlySpan<float> own = Convolve(series, d, k, sums, values, isSummed: k > 0);
                for (int q = 0; q < Plan.Counts[d]; q++, at += Poolings)
                {
                    var pooled = BiasPooling.Of(own, Biases[bias++]);
                    float scale = 1f / own.Length;
                    features[at] = pooled.Count * scale;
                    features[at + 1] = pooled.Count == 0 ? 0 : (float)(pooled.Excess / pooled.Count);
                    features[at + 2] = (pooled.Count == 0 ? -1 : (float)pooled.Places / pooled.Count) * scale;
                    features[at + 3] = pooled.Longest * scale;
                }
            }
        }
    }

    /// <summary>
    /// One kernel over the channels that were drawn for it. With one channel the sum over all places may be known from
    /// another kernel.
    /// </summary>
    private ReadOnlySpan<float> Convolve(
        PaddedSeries series, int place, int kernel, float[] sums, float[] values, bool isSummed)
    {
        int dilation = Plan.Dilations[place];
        ReadOnlySpan<float> from = series.Of(Channels[(place * NineWeights.Kernels) + kernel], dilation);
        if (!isSummed || series.Channels > 1)
        {
            NineWeights.Sum(from, dilation, sums);
        }

        NineWeights.Convolve(from, dilation, NineWeights.Places[kernel], sums, values);

        // Every other kernel reads beyond the ends, where there are zeros, the others stay inside the series.
        int end = (place + kernel) % 2 == 0 ? 0 : NineWeights.Padding(dilation);
        return values.Length > 2 * end ? values.AsSpan(end, values.Length - (2 * end)) : values;
    }

    /// <summary>A sequence of low discrepancy: multiples of the golden ratio, less their whole parts.</summary>
    private static double GoldenShare(int i)
    {
        double multiple = (i + 1) * ((Math.Sqrt(5) + 1) / 2);
        return multiple - Math.Floor(multiple);
    }
}
