namespace Carousel.Kernels;

/// <summary>
/// A few functions of one double, for numbers made once: first values of parameters, learning rates. Only + − × ÷ √, so
/// equal on every machine.
/// </summary>
internal static class ScalarMath
{
    /// <summary>ln 2.</summary>
    private const double Ln2 = 0.693147180559945309417232121458;

    /// <summary>Natural logarithm of a positive finite number.</summary>
    /// <remarks>
    /// x = m·2ᵏ with m in [√½, √2); ln m = 2·artanh((m−1)/(m+1)), whose argument is below 0.1716: 12 terms leave less
    /// than 1e-17.
    /// </remarks>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsInfinity(x))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, $"x must be positive and finite, but is {x}.");
        }

        int exponent = Math.ILogB(x);
        double m = Math.ScaleB(x, -exponent);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        double s = (m - 1) / (m + 1);
        double square = s * s;
        double sum = 0;
        for (int k = 23; k >= 1; k -= 2)
        {
            sum = (sum * square) + (1.0 / k);
        }

        return (2 * s * sum) + (exponent * Ln2);
    }

    /// <summary>eˣ, to the last bit or two.</summary>
    /// <param name="x">Any number; beyond ±745 the result is 0 or infinite.</param>
    /// <returns>The power.</returns>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) <= 746))
        {
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;
        }

        // x = n·ln 2 + r with |r| ≤ ln 2 / 2; ln 2 in two parts, the first short enough that its product with n is
        // exact.
        const double high = 0.693147180369123816490, low = 1.90821492927058770002e-10;
        double n = Math.Round(x / Ln2);
        return Math.ScaleB(1 + ExpMinusOneNearZero((x - (n * high)) - (n * low)), (int)n);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    /// <param name="x">Any number.</param>
    /// <returns>0 … 1.</returns>
    public static double Logistic(double x) => 1 / (1 + Exp(-x));

    /// <summary>tanh x.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>−1 … 1.</returns>
    public static double Tanh(double x)
    {
        double size = 2 * Math.Abs(x);
        double e = size < 0.5 ? ExpMinusOneNearZero(size) : Exp(size) - 1;
        double y = size > 80 ? 1 : e / (e + 2);
        return x < 0 ? -y : y;
    }

    /// <summary>cos(π·x).</summary>
    /// <param name="x">In half turns, any finite number.</param>
    /// <remarks>Folded to [0, ½] half turns; there the Taylor series to degree 22 leaves less than 1e-17.</remarks>
    public static double CosPi(double x)
    {
        x = Math.Abs(x);
        x -= 2 * Math.Floor(x / 2);
        if (x > 1)
        {
            x = 2 - x;
        }

        double sign = 1;
        if (x > 0.5)
        {
            x = 1 - x;
            sign = -1;
        }

        double square = Math.PI * x * (Math.PI * x);
        double sum = 0;
        for (int k = 22; k >= 2; k -= 2)
        {
            sum = (1 + sum) * (-square / (k * (k - 1)));
        }

        return sign * (1 + sum);
    }

    /// <summary>x to a whole power, by repeated squaring.</summary>
    public static double Power(double x, long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        double result = 1;
        while (n > 0)
        {
            if ((n & 1) == 1)
            {
                result *= x;
            }

            x *= x;
            n >>= 1;
        }

        return result;
    }

    // eˣ − 1 by its series, |x| ≤ 1/2.
    private static double ExpMinusOneNearZero(double x)
    {
        double sum = 0;
        for (int k = 17; k >= 2; k--)
        {
            sum = (1 + sum) * (x / k);
        }

        return x * (1 + sum);
    }
}
