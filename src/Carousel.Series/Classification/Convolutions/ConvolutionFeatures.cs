using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>The features of series that the ridge reads.</summary>
/// <param name="pooled">Of MultiRocket.</param>
/// <param name="competing">Of Hydra.</param>
/// <param name="intervals">Of Quant.</param>
internal sealed class ConvolutionFeatures(
    PooledFeatures pooled, CompetingFeatures competing, IntervalQuantiles intervals)
{
    /// <summary>The biases of the pooled kernels.</summary>
    public float[] Biases => pooled.Biases;

    /// <summary>How many features there are of each kind.</summary>
    public int[] Counts { get; } = [pooled.Count, competing.Count, intervals.Count];

    /// <summary>How many features there are.</summary>
    public int Count => Counts.Sum();

    /// <summary>The features of a series.</summary>
    /// <param name="series">The series.</param>
    /// <returns>[<see cref="Count"/>].</returns>
    public float[] Of(BaselineSample series)
    {
        float[] features = new float[Count];
        Span<float> ofPooled = features.AsSpan(0, pooled.Count);
        Span<float> ofCompeting = features.AsSpan(pooled.Count, competing.Count);
        for (int form = 0; form < PooledFeatures.Forms; form++)
        {
            var padded = new PaddedSeries(series, form == 1, Math.Max(pooled.Widest, competing.Widest));
            pooled.Apply(padded, form, Half(ofPooled, form));
            competing.Apply(padded, form, Half(ofCompeting, form));
        }

        intervals.Apply(series, features.AsSpan(pooled.Count + competing.Count));
        return features;

        static Span<float> Half(Span<float> all, int form) =>
            all.Slice(form * all.Length / PooledFeatures.Forms, all.Length / PooledFeatures.Forms);
    }

    /// <summary>The features as an export needs them.</summary>
    /// <param name="map">[features + 1, scores]: what makes scores of them.</param>
    public FixedFeatures Fixed(float[] map) => new(
        [.. pooled.Plan.Dilations.Zip(pooled.Plan.Counts)], pooled.Channels, Biases, competing.Dilations,
        competing.Channels, competing.Weights, intervals.Intervals, map);

    /// <summary>What is made of the features of each of many series.</summary>
    /// <typeparam name="T">What is made.</typeparam>
    /// <param name="series">The series.</param>
    /// <param name="make">Makes it of the features of one series.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between series.</param>
    public T[] Map<T>(
        IReadOnlyList<BaselineSample> series, Func<float[], T> make, Workers workers, CancellationToken cancellation)
    {
        var made = new T[series.Count];
        workers.Run(new EachPart(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            made[i] = make(Of(series[i]));
        }), made.Length);
        return made;
    }
}
