namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>The normal distribution of two numbers.</summary>
internal static class BivariateNormal
{
    /// <summary>−ln of the density at a distance from the means.</summary>
    public static double Nats(double x, double y, double deviationX, double deviationY, double correlation)
    {
        double u = x / deviationX, v = y / deviationY, rest = 1 - (correlation * correlation);
        return Math.Log(2 * Math.PI * deviationX * deviationY * Math.Sqrt(rest)) + (((u * u) + (v * v) - (2 * correlation * u * v)) / (2 * rest));
    }
}
