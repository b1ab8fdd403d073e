using MathNet.Numerics.Distributions;

namespace Carousel.Jobs.Statistics;

/// <summary>Student's t where there is a difference: the power of a comparison.</summary>
/// <remarks>
/// Johnson, Kotz and Balakrishnan 1995, chapter 31: the normal distribution around the noncentrality, averaged over the
/// error of the standard deviation at the middles of equally likely parts.
/// </remarks>
internal static class NoncentralT
{
    private const int Points = 1000, Halvings = 60;

    /// <summary>The value that |t| exceeds with a given probability if the true difference is 0.</summary>
    /// <param name="degreesOfFreedom">Of the standard deviation, 1 or more.</param>
    /// <param name="level">The probability, such as 0.05.</param>
    /// <returns>The critical value.</returns>
    public static double Critical(int degreesOfFreedom, double level) =>
        StudentT.InvCDF(0, 1, degreesOfFreedom, 1 - (level / 2));

    /// <summary>The difference, in standard errors, that is found with a probability.</summary>
    /// <param name="degreesOfFreedom">Of the standard deviation, 1 or more.</param>
    /// <param name="critical">The critical value of the test.</param>
    /// <param name="power">The probability, such as 0.8.</param>
    /// <returns>The noncentrality, to about 1e-4.</returns>
    public static double Detectable(int degreesOfFreedom, double critical, double power)
    {
        double[] bounds =
        [
            .. Enumerable.Range(0, Points).Select(i => critical
                * Math.Sqrt(ChiSquared.InvCDF(degreesOfFreedom, (i + 0.5) / Points) / degreesOfFreedom)),
        ];
        (double low, double high) = (0, (2 * bounds[^1]) + Halvings);
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2, found = bounds.Average(
                bound => 1 - Normal.CDF(middle, 1, bound) + Normal.CDF(middle, 1, -bound));
            (low, high) = found < power ? (middle, high) : (low, middle);
        }

        return low;
    }
}
