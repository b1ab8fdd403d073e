using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>The features of series that the ridge reads.</summary>
/// <param name="pooled">Of MultiRocket.</param>
/// <param name="rivals">Of Hydra.</param>
/// <param name="intervals">Of Quant.</param>
internal sealed class ConvolutionFeatures(PooledKernels pooled, RivalKernels rivals, IntervalQuantiles intervals)
{
    /// <summary>The biases of the pooled kernels.</summary>
    public float[] Biases => pooled.Biases;

    /// <summary>How many features there are of each kind.</summary>
    public int[] Counts { get; } = [pooled.Count, rivals.Count, intervals.Count];

    /// <summary>How many features there are.</summary>
    public int Count => Counts.Sum();

    /// <summary>The features of a series.</summary>
    /// <param name="series">The series.</param>
    /// <returns>[<see cref="Count"/>].</returns>
    public float[] Of(BaselineSample series)
    {
        float[] features = new float[Count];
        Span<float> ofPooled = features.AsSpan(0, pooled.Count);
        Span<float> ofRivals = features.AsSpan(pooled.Count, rivals.Count);
        for (int form = 0; form < PooledKernels.Forms; form++)
        {
            var padded = new PaddedSeries(series, form == 1, Math.Max(pooled.Widest, rivals.Widest));
            pooled.Apply(padded, form, Half(ofPooled, form));
            rivals.Apply(padded, form, Half(ofRivals, form));
        }

        intervals.Apply(series, features.AsSpan(pooled.Count + rivals.Count));
        return features;

        static Span<float> Half(Span<float> all, int form) =>
            all.Slice(form * all.Length / PooledKernels.Forms, all.Length / PooledKernels.Forms);
    }

    /// <summary>The features of many series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="cancellation">Stops between series.</param>
    /// <returns>[series][<see cref="Count"/>].</returns>
    public float[][] Of(IReadOnlyList<BaselineSample> series, Workers workers, CancellationToken cancellation)
    {
        var rows = new float[series.Count][];
        workers.Run(new EachPart(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            rows[i] = Of(series[i]);
        }), rows.Length);
        return rows;
    }
}
