using Carousel.Kernels;

namespace Carousel.Jobs.Statistics;

/// <summary>Student's t where there is a difference: the power of a comparison.</summary>
/// <remarks>
/// Johnson, Kotz and Balakrishnan 1995, chapter 31: the normal distribution around the noncentrality, averaged over the
/// error of the standard deviation by the trapezoid rule.
/// </remarks>
internal static class NoncentralT
{
    private const int Points = 1000;
    private const int Halvings = 60;
    private const double MostDeviations = 60;

    /// <summary>The probability that |t| is above a critical value.</summary>
    /// <param name="degreesOfFreedom">Of the standard deviation, 1 or more.</param>
    /// <param name="noncentrality">The true difference in standard errors.</param>
    /// <param name="critical">0 or more.</param>
    /// <returns>0 … 1, to about 1e-6.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are below 1.</exception>
    public static double Exceeds(int degreesOfFreedom, double noncentrality, double critical)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        double width = 8 / Math.Sqrt(2.0 * degreesOfFreedom), low = Math.Max(0, 1 - width), high = 1 + width;
        double inside = 0, all = 0;
        for (int i = 0; i <= Points; i++)
        {
            double s = low + ((high - low) * i / Points);
            // s^(df − 1) at s = 0: 1 with one degree of freedom, else 0.
            double power = degreesOfFreedom == 1 ? 1
                : s > 0 ? ScalarMath.Exp((degreesOfFreedom - 1) * ScalarMath.Log(s))
                : 0;
            double weight = power * ScalarMath.Exp(-degreesOfFreedom * ((s * s) - 1) / 2)
                * (i is 0 or Points ? 0.5 : 1);
            inside += weight * (Normal((critical * s) - noncentrality) - Normal(-(critical * s) - noncentrality));
            all += weight;
        }

        return Math.Clamp(1 - (inside / all), 0, 1);
    }

    /// <summary>The value that |t| exceeds with a given probability if the true difference is 0.</summary>
    /// <param name="degreesOfFreedom">Of the standard deviation, 1 or more.</param>
    /// <param name="level">The probability, such as 0.05.</param>
    /// <returns>The critical value.</returns>
    public static double Critical(int degreesOfFreedom, double level) =>
        Solve(c => level - Exceeds(degreesOfFreedom, 0, c), 1000);

    /// <summary>The difference, in standard errors, that is found with a probability.</summary>
    /// <param name="degreesOfFreedom">Of the standard deviation, 1 or more.</param>
    /// <param name="critical">The critical value of the test.</param>
    /// <param name="power">The probability, such as 0.8.</param>
    /// <returns>The noncentrality.</returns>
    public static double Detectable(int degreesOfFreedom, double critical, double power) =>
        Solve(d => Exceeds(degreesOfFreedom, d, critical) - power, (critical * 4) + MostDeviations);

    private static double Solve(Func<double, double> rising, double high)
    {
        double low = 0;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = rising(middle) < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    // Marsaglia 2004: ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …), to the last digit within seven deviations.
    private static double Normal(double x)
    {
        if (Math.Abs(x) > 7)
        {
            return x > 0 ? 1 : 0;
        }

        double term = x, sum = x;
        for (int k = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return 0.5 + (sum * ScalarMath.Exp(-x * x / 2) * 0.3989422804014327);
    }
}
