namespace Carousel.Reference.Primitives;

/// <summary>
/// Functions that the base library lacks, in double precision: the error function, ln Γ and ψ, and the smooth maps.
/// </summary>
internal static class SpecialFunctionsReference
{
    /// <summary>erf x: the Maclaurin series for |x| &lt; 3, beyond it 1 less the continued fraction of erfc.</summary>
    public static double Erf(double x)
    {
        double a = Math.Abs(x);
        if (a < 3)
        {
            double term = x, sum = x;
            for (int k = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); k++)
            {
                term *= -x * x / k;
                sum += term / ((2 * k) + 1);
            }

            return 2 / Math.Sqrt(Math.PI) * sum;
        }

        double fraction = a;
        for (int k = 60; k >= 1; k--)
        {
            fraction = a + (k / 2.0 / fraction);
        }

        return Math.Sign(x) * (1 - (Math.Exp(-a * a) / (fraction * Math.Sqrt(Math.PI))));
    }

    /// <summary>ln Γ(x) for x &gt; 0: Stirling's series from 16 on, ln Γ(x) = ln Γ(x + 1) − ln x below.</summary>
    public static double LogGamma(double x)
    {
        double product = 1;
        while (x < 16)
        {
            product *= x;
            x += 1;
        }

        double s = 1 / (x * x);
        double series = (1.0 / 12) - (s * ((1.0 / 360) - (s * ((1.0 / 1260) - (s * ((1.0 / 1680) - (s / 1188)))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x) - Math.Log(product);
    }

    /// <summary>ψ(x) for x &gt; 0: the asymptotic series from 16 on, ψ(x) = ψ(x + 1) − 1/x below.</summary>
    public static double Digamma(double x)
    {
        double steps = 0;
        while (x < 16)
        {
            steps += 1 / x;
            x += 1;
        }

        double s = 1 / (x * x);
        double series = s * ((1.0 / 12) - (s * ((1.0 / 120) - (s * ((1.0 / 252) - (s * ((1.0 / 240) - (s / 132))))))));
        return Math.Log(x) - (0.5 / x) - series - steps;
    }

    /// <summary>ln(1 + x), exact to the last places for small x too.</summary>
    public static double Log1p(double x)
    {
        if (Math.Abs(x) > 1e-2)
        {
            return Math.Log(1 + x);
        }

        double power = x, sum = x;
        for (int k = 2; k <= 12; k++)
        {
            power *= -x;
            sum += power / k;
        }

        return sum;
    }

    /// <summary>ln(1 + eˣ).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
