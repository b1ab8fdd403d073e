namespace Carousel.Kernels.Primitives;

/// <summary>A few functions of one double, for numbers made once: first values of parameters, learning rates. Only + − × ÷ √, so equal on every machine.</summary>
internal static class ScalarMath
{
    /// <summary>ln 2.</summary>
    private const double Ln2 = 0.693147180559945309417232121458;

    /// <summary>Natural logarithm of a positive finite number.</summary>
    /// <remarks>x = m·2ᵏ with m in [√½, √2); ln m = 2·artanh((m−1)/(m+1)), whose argument is below 0.1716: 12 terms leave less than 1e-17.</remarks>
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
}
