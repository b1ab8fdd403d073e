namespace Carousel.Classical;

/// <summary>
/// Polynomials of lags: partial autocorrelations and coefficients (Monahan 1984), products and roots.
/// </summary>
internal static class ArimaPolynomials
{
    /// <summary>
    /// Coefficients φ₁ … φₚ of the stationary process with given partial autocorrelations (Monahan 1984, equation 2).
    /// </summary>
    /// <param name="partial">[p], each between −1 and 1.</param>
    /// <param name="coefficients">[p], overwritten.</param>
    public static void FromPartial(ReadOnlySpan<double> partial, Span<double> coefficients)
    {
        for (int j = 0; j < partial.Length; j++)
        {
            StepUp(coefficients[..(j + 1)], partial[j]);
        }
    }

    /// <summary>Extends the coefficients of a process of order j − 1 to order j.</summary>
    /// <param name="coefficients">[j]; the first j − 1 are read, all are overwritten.</param>
    /// <param name="partial">The partial autocorrelation at lag j.</param>
    public static void StepUp(Span<double> coefficients, double partial)
    {
        int j = coefficients.Length - 1;
        for (int low = 0, high = j - 1; low <= high; low++, high--)
        {
            (double a, double b) = (coefficients[low], coefficients[high]);
            coefficients[low] = a - (partial * b);
            coefficients[high] = b - (partial * a);
        }

        coefficients[j] = partial;
    }

    /// <summary>
    /// Partial autocorrelations of φ₁ … φₚ, the inverse of <see cref="FromPartial"/>; false if the process is not
    /// stationary.
    /// </summary>
    /// <param name="coefficients">[p].</param>
    /// <param name="partial">[p], overwritten.</param>
    public static bool TryPartial(ReadOnlySpan<double> coefficients, Span<double> partial)
    {
        coefficients.CopyTo(partial);
        for (int j = partial.Length - 1; j >= 0; j--)
        {
            double k = partial[j], scale = 1 - (k * k);
            if (!(scale > 0))
            {
                return false;
            }

            for (int low = 0, high = j - 1; low <= high; low++, high--)
            {
                (double a, double b) = (partial[low], partial[high]);
                partial[low] = (a + (k * b)) / scale;
                partial[high] = (b + (k * a)) / scale;
            }
        }

        return true;
    }

    /// <summary>Whether all roots of 1 − φ₁z − … − φₚzᵖ have an absolute value above a radius.</summary>
    /// <param name="coefficients">[p].</param>
    /// <param name="radius">The radius.</param>
    public static bool RootsExceed(ReadOnlySpan<double> coefficients, double radius)
    {
        // The polynomial in radius·z has its roots outside the unit circle exactly if they were outside the radius.
        double[] scaled = new double[coefficients.Length], partial = new double[coefficients.Length];
        double power = 1;
        for (int i = 0; i < scaled.Length; i++)
        {
            power *= radius;
            scaled[i] = coefficients[i] * power;
        }

        return TryPartial(scaled, partial);
    }

    /// <summary>
    /// Coefficients c of 1 + s·(c₁B + c₂B² + …), the product of 1 + s·Σ aᵢBⁱ and 1 + s·Σ bⱼBʲᵐ.
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
            for (int i = 0; i < plain.Length; i++)
            {
                product[lag + i] += sign * seasonal[j] * plain[i];
            }
        }

        return product;
    }

    /// <summary>Coefficients δ of (1 − B)ᵈ(1 − Bᵐ)ᴰ = 1 − δ₁B − δ₂B² − ….</summary>
    /// <param name="orders">Gives d, D and m.</param>
    public static double[] Differencing(ArimaOrders orders)
    {
        double[] product = [];
        for (int i = 0; i < orders.Differences; i++)
        {
            product = Product(product, [1], 1, -1);
        }

        for (int i = 0; i < orders.SeasonalDifferences; i++)
        {
            product = Product(product, [1], orders.Season, -1);
        }

        return product;
    }

    /// <summary>Places of the coefficients that are not zero, so that seasonal polynomials cost few products.</summary>
    /// <param name="coefficients">The coefficients.</param>
    public static int[] NonZero(ReadOnlySpan<double> coefficients)
    {
        int count = 0;
        Span<int> places = new int[coefficients.Length];
        for (int i = 0; i < coefficients.Length; i++)
        {
            if (coefficients[i] != 0)
            {
                places[count++] = i;
            }
        }

        return places[..count].ToArray();
    }
}
