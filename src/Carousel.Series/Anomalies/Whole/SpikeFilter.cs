using Carousel.Boosting;

namespace Carousel.Anomalies;

/// <summary>Replaces single outliers by the median of their neighbours (Hampel 1974).</summary>
internal static class SpikeFilter
{
    private const int Neighbours = 3;
    private const double OutlierScales = 4;

    /// <summary>The standard deviation of the noise, from the differences of neighbours.</summary>
    /// <param name="values">[n], at least two, without missing values.</param>
    public static double NoiseOf(ReadOnlySpan<double> values)
    {
        float[] steps = new float[values.Length - 1];
        for (int t = 0; t < steps.Length; t++)
        {
            steps[t] = (float)(values[t + 1] - values[t]);
        }

        return RobustScale.Of(steps).Scale / Math.Sqrt(2);
    }

    /// <summary>[n], the values without outliers.</summary>
    /// <param name="values">[n], without missing values.</param>
    /// <param name="noise">The standard deviation of their noise.</param>
    public static double[] Apply(ReadOnlySpan<double> values, double noise)
    {
        double[] clean = values.ToArray();
        for (int t = 0; t < clean.Length; t++)
        {
            int from = Math.Max(0, t - Neighbours), to = Math.Min(clean.Length, t + Neighbours + 1);
            double median = Median.TakeFrom(values[from..to].ToArray());
            clean[t] = Math.Abs(values[t] - median) > OutlierScales * noise ? median : values[t];
        }

        return clean;
    }
}
