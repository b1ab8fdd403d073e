using Carousel.Data;

namespace Carousel.Anomalies;

/// <summary>
/// What the network sees of a channel's value: its distance from the middle of the learning part in robust units, far
/// values drawn in.
/// </summary>
/// <remarks>
/// z = 2·asinh((v − median) / (2·scale)): linear near the middle, logarithmic far from it, so that one spike does not
/// hide all others.
/// </remarks>
/// <param name="Center">The median.</param>
/// <param name="Scale">The quartiles' distance as a deviation of a normal distribution; where that is nearly nothing,
/// the deviation itself.</param>
internal readonly record struct RobustScale(double Center, double Scale)
{
    private const double QuartilesOfNormal = 1.349, LeastShare = 0.05;

    /// <summary>The scale of known values; gaps are skipped.</summary>
    /// <param name="values">Values of the learning part.</param>
    /// <returns>The scale; (0, 1) where nothing is known.</returns>
    public static RobustScale Of(IEnumerable<float> values)
    {
        double[] sorted = [.. values.Where(float.IsFinite).Select(v => (double)v).Order()];
        if (sorted.Length == 0)
        {
            return new RobustScale(0, 1);
        }

        double mean = sorted.Average();
        double deviation = Math.Sqrt(sorted.Average(v => (v - mean) * (v - mean)));
        double At(double share) => SortedValues.Quantile<double>(sorted, share);
        double median = At(0.5), quartiles = (At(0.75) - At(0.25)) / QuartilesOfNormal;
        double scale = Math.Max(quartiles, LeastShare * deviation);
        double least = Math.Max(Math.Abs(median) * 1e-3, 1e-9);
        return new RobustScale(
            median,
            scale > 0 ? Math.Max(scale, least) : median == 0 ? 1 : Math.Max(1e-2 * Math.Abs(median), 1e-6));
    }

    /// <summary>As the network sees a value.</summary>
    /// <param name="value">A value of the channel.</param>
    /// <returns>z.</returns>
    public double Map(double value) => 2 * Math.Asinh((value - Center) / (2 * Scale));

    /// <summary>The value that the network sees as this.</summary>
    /// <param name="z">As <see cref="Map"/> gives it.</param>
    /// <returns>In the unit of the channel.</returns>
    public double Unmap(double z) => Center + (2 * Scale * Math.Sinh(z / 2));

    /// <summary>A value in robust units, far ones too.</summary>
    /// <param name="value">A value of the channel.</param>
    /// <returns>Its distance from the middle.</returns>
    public double Units(double value) => (value - Center) / Scale;

    /// <summary>The value at a distance in robust units.</summary>
    /// <param name="units">As <see cref="Units"/> gives it.</param>
    /// <returns>In the unit of the channel.</returns>
    public double OfUnits(double units) => Center + (units * Scale);
}
