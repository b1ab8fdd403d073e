using Carousel.Kernels;

namespace Carousel.Handwriting;

/// <summary>A normal distribution of two numbers.</summary>
/// <param name="X">Mean of the first.</param>
/// <param name="Y">Mean of the second.</param>
/// <param name="DeviationX">Deviation of the first.</param>
/// <param name="DeviationY">Deviation of the second.</param>
/// <param name="Correlation">Of both.</param>
internal sealed record NormalPair(double X, double Y, double DeviationX, double DeviationY, double Correlation)
{
    /// <summary>Of means, variances and the covariance.</summary>
    public static NormalPair Of(double x, double y, double varianceX, double varianceY, double covariance) => new(
        x, y, Math.Sqrt(varianceX), Math.Sqrt(varianceY),
        Math.Clamp(
            covariance / Math.Sqrt(varianceX * varianceY), -Likelihood.CorrelationLimit, Likelihood.CorrelationLimit));

    /// <summary>−ln of the density.</summary>
    public double Nats(double x, double y)
    {
        double u = (x - X) / DeviationX, v = (y - Y) / DeviationY, rest = 1 - (Correlation * Correlation);
        return Math.Log(2 * Math.PI * DeviationX * DeviationY * Math.Sqrt(rest))
            + (((u * u) + (v * v) - (2 * Correlation * u * v)) / (2 * rest));
    }

    /// <summary>ln of the sum of what numbers are the logarithms of.</summary>
    public static double LogSum(double[] logarithms)
    {
        double most = logarithms.Max();
        return most + Math.Log(logarithms.Sum(l => Math.Exp(l - most)));
    }
}
