namespace Carousel.Survival;

/// <summary>
/// How features are scaled: mean and deviation over the periods of the training part, after
/// <see cref="PeriodFeatures.Shrink"/>.
/// </summary>
/// <param name="Offsets">[F].</param>
/// <param name="Scales">[F]; 1 where a feature never changes.</param>
internal sealed record FeatureScale(float[] Offsets, float[] Scales)
{
    /// <summary>Measures the training part.</summary>
    /// <param name="histories">The training part.</param>
    /// <param name="features">F.</param>
    /// <returns>The scale.</returns>
    public static FeatureScale Fit(IReadOnlyList<CustomerHistory> histories, int features)
    {
        var sums = new double[features];
        var squares = new double[features];
        long rows = 0;
        foreach (CustomerHistory history in histories)
        {
            for (int i = 0; i < history.Features.Length; i++)
            {
                double value = PeriodFeatures.Shrink(history.Features[i]);
                sums[i % features] += value;
                squares[i % features] += value * value;
            }

            rows += history.Length;
        }

        var offsets = new float[features];
        var scales = new float[features];
        for (int f = 0; f < features; f++)
        {
            double mean = sums[f] / Math.Max(1, rows), variance = (squares[f] / Math.Max(1, rows)) - (mean * mean);
            (offsets[f], scales[f]) = ((float)mean, variance > 1e-9 ? (float)Math.Sqrt(variance) : 1);
        }

        return new FeatureScale(offsets, scales);
    }

    /// <summary>Shrinks and scales the features of a customer.</summary>
    /// <param name="history">The customer.</param>
    /// <returns>[L, F].</returns>
    public float[] Apply(CustomerHistory history)
    {
        var scaled = new float[history.Features.Length];
        for (int i = 0; i < scaled.Length; i++)
        {
            int f = i % Offsets.Length;
            scaled[i] = (PeriodFeatures.Shrink(history.Features[i]) - Offsets[f]) / Scales[f];
        }

        return scaled;
    }
}
