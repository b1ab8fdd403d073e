namespace Carousel.Classification;

/// <summary>Mean and standard deviation of a channel over the training data.</summary>
/// <param name="Mean">Subtracted.</param>
/// <param name="Scale">Divided by; above 0.</param>
internal sealed record ChannelScale(double Mean, double Scale)
{
    /// <summary>The scale of some values; missing ones are skipped.</summary>
    /// <param name="values">The values; NaN is missing.</param>
    /// <returns>The scale; mean 0 and deviation 1 without values.</returns>
    internal static ChannelScale Of(IEnumerable<float> values)
    {
        // Welford's running mean and sum of squares: one pass, no cancellation.
        double mean = 0, squares = 0;
        long count = 0;
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
            {
                double apart = value - mean;
                mean += apart / ++count;
                squares += apart * (value - mean);
            }
        }

        double deviation = count > 1 ? Math.Sqrt(squares / count) : 0;
        return new ChannelScale(mean, deviation > 1e-9 * Math.Abs(mean) && deviation > 0 ? deviation : 1);
    }

    /// <summary>A scaled value; 0, the mean, for a missing one.</summary>
    internal float Apply(float value) => float.IsNaN(value) ? 0 : (float)((value - Mean) / Scale);
}
