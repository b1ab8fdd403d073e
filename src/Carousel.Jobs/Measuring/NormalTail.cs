namespace Carousel.Jobs.Measuring;

/// <summary>The upper tail of the normal distribution.</summary>
internal static class NormalTail
{
    private const double FarOut = 5;

    /// <summary>−log₁₀ of the probability of a value above this number of deviations.</summary>
    /// <param name="deviations">Any number.</param>
    /// <returns>0 or more: 0.301 at 0, 2.87 at 3, 6.54 at 5; relative error below 10⁻⁴.</returns>
    public static double MinusLog10(double deviations)
    {
        if (deviations > FarOut)
        {
            // Asymptotic series of Mills' ratio.
            double inverse = 1 / (deviations * deviations);
            double series = 1 - (inverse * (1 - (3 * inverse * (1 - (5 * inverse * (1 - (7 * inverse)))))));
            return (((deviations * deviations / 2) + Math.Log(deviations * Math.Sqrt(2 * Math.PI))) - Math.Log(series))
                / Math.Log(10);
        }

        return -Math.Log10(0.5 * Complement(deviations / Math.Sqrt(2)));
    }

    /// <summary>erfc by its Taylor series near 0 and its continued fraction far from it.</summary>
    private static double Complement(double x)
    {
        if (x < 0)
        {
            return 2 - Complement(-x);
        }

        if (x < 2)
        {
            double term = x;
            double sum = x;
            for (int n = 1; n < 60; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * sum);
        }

        double fraction = 0;
        for (int n = 60; n > 0; n--)
        {
            fraction = n / 2.0 / (x + fraction);
        }

        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
