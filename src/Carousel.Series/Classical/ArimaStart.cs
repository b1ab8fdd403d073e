namespace Carousel.Classical;

/// <summary>
/// Stationary covariances of an ARMA process with innovations of variance 1. They are found from the autocovariances in
/// O(r²), because the Lyapunov equation of a companion matrix follows from its first column.
/// </summary>
internal static class ArimaStart
{
    /// <summary>
    /// Covariances of each state of Harvey's form with the value itself: the first column of the solution of
    /// P = TPTᵀ + RRᵀ. Returns false if the process is not stationary.
    /// </summary>
    /// <param name="model">The coefficients.</param>
    /// <param name="column">[r], overwritten.</param>
    public static bool TryColumn(ArimaCoefficients model, Span<double> column)
    {
        int r = model.States;
        double[]? covariance = Autocovariances(model, r);
        if (covariance is null)
        {
            return false;
        }

        double[] weights = Weights(model.FullAr, model.ArPlaces, model.FullMa, r);
        column[0] = covariance[0];
        for (int i = 1; i < r; i++)
        {
            // State i is Σ φₖ·y(t+i−k) over k > i plus Σ θₖ·ε(t+i−k) over k ≥ i.
            double sum = 0;
            foreach (int k in model.ArPlaces)
            {
                sum += k >= i ? model.FullAr[k] * covariance[k + 1 - i] : 0;
            }

            foreach (int k in model.MaPlaces)
            {
                sum += k + 1 >= i ? model.FullMa[k] * weights[k + 1 - i] : 0;
            }

            column[i] = sum;
        }

        return double.IsFinite(column[0]) && column[0] > 0;
    }

    /// <summary>All covariances of the states from their first column, by the recursion along the diagonals.</summary>
    /// <param name="model">The coefficients.</param>
    /// <param name="column">[r], from <see cref="TryColumn"/>.</param>
    /// <param name="covariance">[r, stride], the first r columns of each row are overwritten.</param>
    /// <param name="stride">Length of a row.</param>
    public static void Fill(
        ArimaCoefficients model, ReadOnlySpan<double> column, Span<double> covariance, int stride)
    {
        int r = model.States;
        for (int i = r - 1; i >= 0; i--)
        {
            double ari = At(model.FullAr, i), mai = Loading(model, i), nexti = i + 1 < r ? column[i + 1] : 0;
            for (int j = i; j >= 0; j--)
            {
                double nextj = j + 1 < r ? column[j + 1] : 0, arj = At(model.FullAr, j);
                double shifted = i + 1 < r ? covariance[((i + 1) * stride) + j + 1] : 0;
                double value = (ari * arj * column[0]) + (ari * nextj) + (arj * nexti) + shifted
                    + (mai * Loading(model, j));
                covariance[(i * stride) + j] = value;
                covariance[(j * stride) + i] = value;
            }
        }
    }

    /// <summary>Weights ψ₀ = 1, ψ₁, … of the innovations in the process.</summary>
    /// <param name="ar">Coefficients φ, which may include differencing.</param>
    /// <param name="places">Places of φ other than zero.</param>
    /// <param name="ma">Coefficients θ.</param>
    /// <param name="count">Number of weights.</param>
    public static double[] Weights(double[] ar, int[] places, double[] ma, int count)
    {
        double[] weights = new double[count];
        for (int j = 0; j < count; j++)
        {
            double sum = j == 0 ? 1 : At(ma, j - 1);
            foreach (int k in places)
            {
                sum += k < j ? ar[k] * weights[j - 1 - k] : 0;
            }

            weights[j] = sum;
        }

        return weights;
    }

    /// <summary>Element i of the vector R of Harvey's form: 1, θ₁, θ₂, ….</summary>
    /// <param name="model">The coefficients.</param>
    /// <param name="i">The place.</param>
    public static double Loading(ArimaCoefficients model, int i) => i == 0 ? 1 : At(model.FullMa, i - 1);

    /// <summary>A coefficient, or 0 after the last one.</summary>
    /// <param name="values">The coefficients.</param>
    /// <param name="i">The place.</param>
    public static double At(double[] values, int i) => i < values.Length ? values[i] : 0;

    /// <summary>Autocovariances at lags 0 to most; null if the process is not stationary.</summary>
    private static double[]? Autocovariances(ArimaCoefficients model, int most)
    {
        double[] ar = model.FullAr, ma = model.FullMa;
        int q = ma.Length;
        double[]? pure = PureAutocovariances(ar, model.ArPlaces, most + q);
        if (pure is null || q == 0)
        {
            return pure;
        }

        // The covariance of the filtered process sums those of the pure autoregression over all pairs of weights.
        double[] pairs = new double[q + 1];
        for (int lag = 0; lag <= q; lag++)
        {
            double sum = lag == 0 ? 1 : ma[lag - 1];
            foreach (int k in model.MaPlaces)
            {
                sum += k + lag < q ? ma[k] * ma[k + lag] : 0;
            }

            pairs[lag] = sum;
        }

        double[] covariance = new double[most + 1];
        for (int h = 0; h <= most; h++)
        {
            double sum = pairs[0] * pure[h];
            for (int lag = 1; lag <= q; lag++)
            {
                sum += pairs[lag] == 0 ? 0 : pairs[lag] * (pure[h + lag] + pure[Math.Abs(h - lag)]);
            }

            covariance[h] = sum;
        }

        return covariance;
    }

    /// <summary>Autocovariances of the autoregression without moving average, by Levinson's recursion.</summary>
    private static double[]? PureAutocovariances(double[] ar, int[] places, int most)
    {
        int p = ar.Length;
        double[] partial = new double[p], coefficients = new double[p];
        double[] covariance = new double[Math.Max(most, p) + 1];
        if (!ArimaPolynomials.TryPartial(ar, partial))
        {
            return null;
        }

        double variance = 1;
        foreach (double k in partial)
        {
            variance /= 1 - (k * k);
        }

        covariance[0] = variance;
        for (int j = 1; j <= p; j++)
        {
            double sum = partial[j - 1] * variance;
            for (int i = 1; i < j; i++)
            {
                sum += coefficients[i - 1] * covariance[j - i];
            }

            covariance[j] = sum;
            variance *= 1 - (partial[j - 1] * partial[j - 1]);
            ArimaPolynomials.StepUp(coefficients.AsSpan(0, j), partial[j - 1]);
        }

        for (int j = p + 1; j < covariance.Length; j++)
        {
            double sum = 0;
            foreach (int k in places)
            {
                sum += ar[k] * covariance[j - 1 - k];
            }

            covariance[j] = sum;
        }

        return covariance;
    }
}
