using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Series as the shares of their steps at which small fixed convolutions exceed biases: 84 kernels of nine weights, six
/// −1 and three 2, at many dilations.
/// </summary>
/// <remarks>
/// MiniRocket, Dempster, Schmidt and Webb 2021, with channels joined as in its multivariate form. The weights of a
/// kernel sum to 0, so a series' level matters only at its ends. Biases are quantiles of the convolution of a
/// training series.
/// </remarks>
internal sealed class KernelBank
{
    /// <summary>Weights of a kernel.</summary>
    public const int Length = 9;

    /// <summary>Nine places, three of which have the weight 2.</summary>
    public const int Kernels = 84;

    private const int MostChannels = 9;

    private static readonly (int A, int B, int C)[] _places =
    [
        .. from a in Enumerable.Range(0, Length)
            from b in Enumerable.Range(a + 1, Length - a - 1)
            from c in Enumerable.Range(b + 1, Length - b - 1)
            select (a, b, c),
    ];

    private readonly KernelDilations _plan;
    private readonly int[][] _channels;
    private readonly float[] _biases;

    private KernelBank(int steps, int channels, int features, ulong seed, float[]? biases)
    {
        _plan = KernelDilations.Of(steps, features / Kernels);
        _channels = Drawn(_plan.Dilations.Length * Kernels, channels, seed);
        _biases = biases ?? new float[features];
    }

    /// <summary>[features].</summary>
    public float[] Biases => _biases;

    /// <summary>A bank with the biases that <see cref="Fit"/> found.</summary>
    /// <param name="steps">L that the dilations were made for.</param>
    /// <param name="channels">C.</param>
    /// <param name="seed">Drew the channels of each kernel.</param>
    /// <param name="biases">[features], a multiple of 84.</param>
    public static KernelBank Of(int steps, int channels, ulong seed, float[] biases) =>
        new(steps, channels, biases.Length, seed, biases);

    /// <summary>Takes biases from series.</summary>
    /// <param name="series">The training series; their classes are not read.</param>
    /// <param name="steps">L that the dilations are made for.</param>
    /// <param name="features">How many, a multiple of 84.</param>
    /// <param name="seed">Draws channels, and the series that a bias comes from.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public static KernelBank Fit(
        IReadOnlyList<BaselineSample> series, int steps, int features, ulong seed, Workers workers)
    {
        var bank = new KernelBank(steps, series[0].Channels, features, seed, null);
        var random = new CounterRandom(seed, CounterRandom.Purpose("series of the biases of random convolutions"));
        int[] first = bank.FirstOfDilations();
        workers.Run(new EachPart(d =>
        {
            int count = bank._plan.Counts[d];
            for (int k = 0, at = first[d]; k < Kernels && count > 0; k++, at += count)
            {
                int row = (int)(random.Word((uint)d, k) % (uint)series.Count);
                float[] values = bank.Convolution(series[row], d, k);
                Array.Sort(values);
                for (int q = 0; q < count; q++)
                {
                    bank._biases[at + q] = Quantile(values, GoldenShare(at + q));
                }
            }
        }), bank._plan.Dilations.Length);
        return bank;
    }

    /// <summary>The shares of steps that exceed each bias.</summary>
    /// <param name="series">One series.</param>
    /// <returns>[features], 0 … 1.</returns>
    public float[] Apply(BaselineSample series)
    {
        var shares = new float[_biases.Length];
        var sums = new KernelSums(series);
        for (int d = 0, at = 0; d < _plan.Dilations.Length; d++)
        {
            int count = _plan.Counts[d];
            if (count == 0)
            {
                continue;
            }

            sums.Begin(_plan.Dilations[d]);
            for (int k = 0; k < Kernels; k++, at += count)
            {
                ReadOnlySpan<float> values = Convolution(sums, d, k);
                for (int q = 0; q < count; q++)
                {
                    float bias = _biases[at + q];
                    int above = 0;
                    foreach (float value in values)
                    {
                        above += value > bias ? 1 : 0;
                    }

                    shares[at + q] = (float)above / values.Length;
                }
            }
        }

        return shares;
    }

    private float[] Convolution(BaselineSample series, int dilation, int kernel)
    {
        var sums = new KernelSums(series);
        sums.Begin(_plan.Dilations[dilation]);
        return Convolution(sums, dilation, kernel).ToArray();
    }

    private ReadOnlySpan<float> Convolution(KernelSums sums, int dilation, int kernel)
    {
        ReadOnlySpan<float> values = sums.Of(_places[kernel], _channels[(dilation * Kernels) + kernel]);

        // Every other kernel reads beyond the ends, where there are zeros, the others stay inside the series.
        int end = (dilation + kernel) % 2 == 0 ? 0 : (Length - 1) / 2 * _plan.Dilations[dilation];
        return values.Length > 2 * end ? values[end..^end] : values;
    }

    private int[] FirstOfDilations()
    {
        int[] first = new int[_plan.Counts.Length];
        for (int d = 1; d < first.Length; d++)
        {
            first[d] = first[d - 1] + (Kernels * _plan.Counts[d - 1]);
        }

        return first;
    }

    /// <summary>For each kernel and dilation a few channels, mostly one or two of many.</summary>
    private static int[][] Drawn(int combinations, int channels, ulong seed)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("channels of random convolutions"));
        double most = Math.Log2(Math.Min(channels, MostChannels) + 1);
        int[] order = new int[channels];
        return
        [
            .. Enumerable.Range(0, combinations).Select(i =>
            {
                random.Permutation((uint)i, order);
                double share = CounterRandom.ToUniform(random.Word(uint.MaxValue, i));
                return order[..Math.Clamp((int)Math.Pow(2, share * most), 1, channels)];
            }),
        ];
    }

    /// <summary>A sequence of low discrepancy: multiples of the golden ratio, less their whole parts.</summary>
    private static double GoldenShare(int i)
    {
        double multiple = (i + 1) * ((Math.Sqrt(5) + 1) / 2);
        return multiple - Math.Floor(multiple);
    }

    private static float Quantile(float[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int low = (int)place, high = Math.Min(low + 1, sorted.Length - 1);
        return (float)(sorted[low] + ((place - low) * ((double)sorted[high] - sorted[low])));
    }
}
