using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Series;

/// <summary>The kernels of classification compared with their definitions, for lengths around those of vectors and
/// words.</summary>
public sealed class SeriesKernelTests
{
    private static readonly int[] _lengths = [1, 2, 7, 8, 9, 63, 64, 65, 127, 200, 300];

    [Fact]
    public void BiasPooling_CountsWhatExceeds_ItsPlacesAndItsLongestRun()
    {
        foreach (int length in _lengths)
        {
            foreach (float speed in new[] { 0, 0.01f, 0.3f, 2, 11 })
            {
                float[] values = [.. Enumerable.Range(0, length).Select(t => MathF.Sin(t * speed) + 0.1f)];
                foreach (float bias in new[] { -2, 0.05f, 0.9f, 2 })
                {
                    (int count, double excess, long places, int longest, int run) = (0, 0, 0, 0, 0);
                    for (int t = 0; t < length; t++)
                    {
                        run = values[t] > bias ? run + 1 : 0;
                        longest = Math.Max(longest, run);
                        (count, places) = values[t] > bias ? (count + 1, places + t) : (count, places);
                        excess += Math.Max(0, values[t] - bias);
                    }

                    var pooled = BiasPooling.Of(values, bias);
                    Assert.Equal((count, places, longest), (pooled.Count, pooled.Places, pooled.Longest));
                    Assert.Equal(excess, pooled.Excess, 1e-5 * Math.Max(1, excess));
                }
            }
        }
    }

    [Fact]
    public void NineWeights_AreTheConvolution_TermByTerm()
    {
        Assert.Equal(NineWeights.Kernels, NineWeights.Places.Distinct().Count());
        foreach (int length in _lengths)
        {
            foreach (int dilation in new[] { 1, 2, 13 })
            {
                float[] series = Padded(length, dilation);
                float[] sums = new float[length], values = new float[length];
                NineWeights.Sum(series, dilation, sums);
                NineWeights.Convolve(series, dilation, (1, 4, 8), sums, values);
                for (int t = 0; t < length; t++)
                {
                    double expected = Enumerable.Range(0, NineWeights.Length)
                        .Sum(p => (p is 1 or 4 or 8 ? 2.0 : -1) * series[t + (p * dilation)]);
                    Assert.Equal(expected, values[t], 1e-5);
                }
            }
        }
    }

    [Fact]
    public void CompetingKernels_AddTheLargest_AndCountTheSmallest()
    {
        var random = new Random(3);
        float[] weights = [.. Enumerable.Range(0, CompetingKernels.Weights).Select(_ => random.NextSingle() - 0.5f)];
        foreach (int length in _lengths)
        {
            foreach (int dilation in new[] { 1, 4 })
            {
                float[] series = Padded(length, dilation);
                float[] largest = new float[CompetingKernels.Kernels], smallest = new float[CompetingKernels.Kernels];
                CompetingKernels.Run(series, length, dilation, weights, largest, smallest);
                double[] sums = new double[CompetingKernels.Kernels], counts = new double[CompetingKernels.Kernels];
                for (int t = 0; t < length; t++)
                {
                    double[] all =
                    [
                        .. weights.Chunk(NineWeights.Length)
                            .Select(w => w.Select((v, p) => (double)v * series[t + (p * dilation)]).Sum()),
                    ];
                    sums[Array.IndexOf(all, all.Max())] += all.Max();
                    counts[Array.IndexOf(all, all.Min())]++;
                }

                Assert.Equal(counts.Select(c => (float)c), smallest);
                Assert.All(sums, (sum, k) => Assert.Equal(sum, largest[k], 1e-4));
            }
        }
    }

    [Fact]
    public void Kernels_RefuseASeriesWithoutRoomForTheirWeights()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NineWeights.Sum(new float[17], 2, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CompetingKernels.Run(
            new float[17], 2, 1, new float[CompetingKernels.Weights], new float[8], new float[8]));
    }

    private static float[] Padded(int length, int dilation)
    {
        int padding = NineWeights.Padding(dilation);
        float[] series = new float[length + (2 * padding) + NineWeights.Tail];
        for (int t = 0; t < length; t++)
        {
            series[padding + t] = MathF.Sin(t * t * 0.37f);
        }

        return series;
    }
}
