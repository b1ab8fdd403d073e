using System.Runtime.CompilerServices;
using Carousel.Kernels;

namespace Carousel.Classical;

/// <summary>Coefficients c₁ … cₙ of a polynomial of lags; a sum over them costs only those other than zero.</summary>
internal sealed class LagPolynomial
{
    private readonly int[] _places;

    /// <summary>Takes coefficients.</summary>
    /// <param name="coefficients">[n], kept.</param>
    public LagPolynomial(double[] coefficients)
    {
        Coefficients = coefficients;
        _places = new int[coefficients.Length - coefficients.AsSpan().Count(0.0)];
        for (int k = 0, next = 0; k < coefficients.Length; k++)
        {
            if (coefficients[k] != 0)
            {
                _places[next++] = k;
            }
        }
    }

    /// <summary>[n], c₁ … cₙ.</summary>
    public double[] Coefficients { get; }

    /// <summary>Σ cₖ·value(k − 1).</summary>
    /// <param name="values">At least n values, the one at lag 1 first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Sum(ReadOnlySpan<double> values)
    {
        double[] coefficients = Coefficients;
        double sum = 0;
        values = values[..coefficients.Length];
        foreach (int k in _places)
        {
            sum += coefficients[k] * values[k];
        }

        return sum;
    }

    /// <summary>Adds Σ cₖ·row(k − 1) to a row.</summary>
    /// <param name="rows">Rows of the length of the sum; the one at lag 1 is the first.</param>
    /// <param name="sum">The row to add to.</param>
    public void AddRows(ReadOnlySpan<double> rows, Span<double> sum)
    {
        foreach (int k in _places)
        {
            DoubleSums.Add(sum, rows.Slice(k * sum.Length, sum.Length), Coefficients[k]);
        }
    }

    /// <summary>
    /// The product of 1 + s·Σ aᵢBⁱ and 1 + s·Σ bⱼBʲᵐ, as coefficients c of 1 + s·(c₁B + c₂B² + …).
    /// </summary>
    /// <param name="plain">a.</param>
    /// <param name="seasonal">b.</param>
    /// <param name="season">m.</param>
    /// <param name="sign">s: −1 for autoregressive polynomials, 1 for moving averages.</param>
    public static double[] Product(
        ReadOnlySpan<double> plain, ReadOnlySpan<double> seasonal, int season, double sign)
    {
        double[] product = new double[plain.Length + (seasonal.Length * season)];
        plain.CopyTo(product);
        for (int j = 0; j < seasonal.Length; j++)
        {
            int lag = (j + 1) * season;
            product[lag - 1] += seasonal[j];
            DoubleSums.Add(product.AsSpan(lag, plain.Length), plain, sign * seasonal[j]);
        }

        return product;
    }

    /// <summary>Extends the coefficients of a process of order j − 1 to order j (Monahan 1984, equation 2).</summary>
    /// <param name="coefficients">[j]; the first j − 1 are read, all are overwritten.</param>
    /// <param name="partial">The partial autocorrelation at lag j.</param>
    public static void StepUp(Span<double> coefficients, double partial)
    {
        for (int low = 0, high = coefficients.Length - 2; low <= high; low++, high--)
        {
            (double a, double b) = (coefficients[low], coefficients[high]);
            (coefficients[low], coefficients[high]) = (a - (partial * b), b - (partial * a));
        }

        coefficients[^1] = partial;
    }

    /// <summary>Partial autocorrelations of φ₁ … φₚ; null if a root of 1 − φ₁z − … − φₚzᵖ is not outside a circle.
    /// </summary>
    /// <param name="coefficients">φ.</param>
    /// <param name="radius">The radius of the circle; above 1, those of the polynomial in radius·z.</param>
    public static double[]? Partial(ReadOnlySpan<double> coefficients, double radius = 1)
    {
        double[] partial = coefficients.ToArray();
        for (int i = 0; i < partial.Length && radius != 1; i++)
        {
            partial[i] *= Math.Pow(radius, i + 1);
        }

        for (int j = partial.Length - 1; j >= 0; j--)
        {
            double k = partial[j], scale = 1 - (k * k);
            if (!(scale > 0))
            {
                return null;
            }

            for (int low = 0, high = j - 1; low <= high; low++, high--)
            {
                (double a, double b) = (partial[low], partial[high]);
                (partial[low], partial[high]) = ((a + (k * b)) / scale, (b + (k * a)) / scale);
            }
        }

        return partial;
    }
}
