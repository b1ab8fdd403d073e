namespace Carousel.Forecasting;

/// <summary>
/// The line of a short series, which is taken out before the network reads it: its training has few short series with
/// a trend.
/// </summary>
/// <remarks>
/// A least-squares line through the known values. It counts if it explains half of their variance.
/// Ahead its slope is damped, as Gardner and McKenzie 1985 do.
/// </remarks>
internal static class ShortTrend
{
    private const int LeastValues = 6, MostValues = 32;
    private const double LeastExplained = 0.5, Damping = 0.97;

    /// <summary>The slope of a step; 0 where the series is long, or has no clear line.</summary>
    /// <param name="values">The values in time, NaN where one is missing.</param>
    public static double SlopeOf(ReadOnlySpan<float> values)
    {
        (double n, double sumT, double sumY) = (0, 0, 0);
        for (int t = 0; t < values.Length; t++)
        {
            (n, sumT, sumY) = float.IsNaN(values[t]) ? (n, sumT, sumY) : (n + 1, sumT + t, sumY + values[t]);
        }

        if (n is < LeastValues or > MostValues)
        {
            return 0;
        }

        (double tt, double ty, double yy) = (0, 0, 0);
        for (int t = 0; t < values.Length; t++)
        {
            double x = t - (sumT / n), y = values[t] - (sumY / n);
            (tt, ty, yy) = double.IsNaN(y) ? (tt, ty, yy) : (tt + (x * x), ty + (x * y), yy + (y * y));
        }

        return ty * ty >= LeastExplained * tt * yy && tt > 0 ? ty / tt : 0;
    }

    /// <summary>What the line adds at a step ahead.</summary>
    /// <param name="slope">The slope.</param>
    /// <param name="step">1 for the first step ahead.</param>
    public static double Ahead(double slope, int step) =>
        slope * Damping * (1 - Math.Pow(Damping, step)) / (1 - Damping);
}
