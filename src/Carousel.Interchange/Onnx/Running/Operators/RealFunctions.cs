using Carousel.Kernels.Primitives;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>
/// Functions of one real number in double precision, for every input, with equal bits on every machine.
/// </summary>
internal static class RealFunctions
{
    private const double RootHalf = 0.70710678118654752440;

    /// <summary>Natural logarithm; −∞ at 0, no number below.</summary>
    public static double Log(double x) =>
        double.IsNaN(x) || x < 0 ? double.NaN
            : x == 0 ? double.NegativeInfinity
            : double.IsInfinity(x) ? x
            : ScalarMath.Log(x);

    /// <summary>ln(1 + eˣ), without loss at either end.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log(1 + ScalarMath.Exp(-Math.Abs(x)));

    /// <summary>Sine; no number of an infinite one.</summary>
    public static double Sin(double x)
    {
        double square = x * x;

        // A turn by a quarter would lose the digits of small numbers, of which two terms of the series are enough.
        return !double.IsFinite(x) ? double.NaN
            : Math.Abs(x) < 0.01 ? x * (1 - (square / 6 * (1 - (square / 20))))
            : ScalarMath.CosPi((x / Math.PI) - 0.5);
    }

    /// <summary>Cosine; no number of an infinite one.</summary>
    public static double Cos(double x) => double.IsFinite(x) ? ScalarMath.CosPi(x / Math.PI) : double.NaN;

    /// <summary>eˣ − 1.</summary>
    public static double ExpMinusOne(double x)
    {
        // tanh is exact near 0, where eˣ − 1 would lose digits.
        double half = ScalarMath.Tanh(x / 2);
        return Math.Abs(x) < 1 ? 2 * half / (1 - half) : ScalarMath.Exp(x) - 1;
    }

    /// <summary>xʸ.</summary>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }

        if (double.IsNaN(x) || double.IsNaN(y))
        {
            return double.NaN;
        }

        if (Math.Abs(y) <= 64 && y == Math.Floor(y))
        {
            double whole = ScalarMath.Power(x, (long)Math.Abs(y));
            return y < 0 ? 1 / whole : whole;
        }

        bool isWhole = y == Math.Floor(y), isOdd = isWhole && Math.Abs(y) < (1L << 53) && (long)y % 2 != 0;
        double size = Math.Abs(x);
        double power = size == 0 || double.IsInfinity(size) ? (y > 0) == (size == 0) ? 0 : double.PositiveInfinity
            : y == 0.5 ? Math.Sqrt(size)
            : ScalarMath.Exp(y * ScalarMath.Log(size));
        return x < 0 && !isWhole ? double.NaN : x < 0 && isOdd ? -power : power;
    }

    /// <summary>The error function.</summary>
    /// <remarks>
    /// Abramowitz and Stegun 1964: the series 7.1.6 below 2.5, above it the continued fraction 7.1.14; both to double
    /// precision.
    /// </remarks>
    public static double Erf(double x)
    {
        double size = Math.Abs(x);
        if (!(size <= 6))
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        const double twoOverRootPi = 1.12837916709551257390;
        double density = twoOverRootPi * ScalarMath.Exp(-x * x), value;
        if (size < 2.5)
        {
            double term = size, sum = size;
            for (int n = 1; n < 100 && term > 1e-18 * sum; n++)
            {
                term *= 2 * size * size / ((2 * n) + 1);
                sum += term;
            }

            value = density * sum;
        }
        else
        {
            double fraction = size;
            for (int n = 60; n > 0; n--)
            {
                fraction = size + (n / 2.0 / fraction);
            }

            value = 1 - (density / 2 / fraction);
        }

        return x < 0 ? -value : value;
    }

    /// <summary>x·Φ(x), Φ being the normal distribution; or its approximation by a hyperbolic tangent.</summary>
    /// <remarks>Hendrycks and Gimpel 2016.</remarks>
    public static double Gelu(double x, bool approximate) => approximate
        ? x / 2 * (1 + ScalarMath.Tanh(0.79788456080286535588 * (x + (0.044715 * x * x * x))))
        : x / 2 * (1 + Erf(x * RootHalf));
}
