namespace Carousel.Forecasting.Hierarchies;

/// <summary>
/// Shrinks correlations towards 0, so far that their expected squared error is least: Schäfer and Strimmer 2005, "A
/// shrinkage approach to large-scale covariance matrix estimation", section 2.3.
/// </summary>
internal static class Shrinkage
{
    /// <summary>λ = Σ Var(r[i,j]) / Σ r[i,j]² over i ≠ j, within 0 … 1, of errors whose mean is 0.</summary>
    /// <param name="errors">[O][N]: errors of O forecasts, each of mean square 1 over the forecasts.</param>
    /// <returns>λ: 1 for no correlation at all; 1 of fewer than two forecasts.</returns>
    public static double Of(IReadOnlyList<double[]> errors)
    {
        int count = errors.Count;
        if (count < 2)
        {
            return 1;
        }

        // Over all pairs of nodes at once: Σᵢⱼ (Σₒ xₒᵢ·xₒⱼ)² = Σₒₚ (xₒ·xₚ)², and the same of squares.
        double products = 0, squares = 0;
        for (int o = 0; o < count; o++)
        {
            for (int p = 0; p < count; p++)
            {
                double product = Dot(errors[o], errors[p]);
                products += product * product;
            }

            double own = Dot(errors[o], errors[o]);
            squares += own * own;
        }

        foreach (int i in Enumerable.Range(0, errors[0].Length))
        {
            // The pairs of a node with itself do not count.
            double second = 0, fourth = 0;
            for (int o = 0; o < count; o++)
            {
                double square = errors[o][i] * errors[o][i];
                (second, fourth) = (second + square, fourth + (square * square));
            }

            products -= second * second;
            squares -= fourth;
        }

        double correlations = products / ((double)count * count);
        double variances = ((squares / count) - correlations) / (count - 1);
        return correlations > 0 ? Math.Clamp(variances / correlations, 0, 1) : 1;
    }

    /// <summary>Σᵢ aᵢ·bᵢ, in order.</summary>
    /// <param name="first">[N].</param>
    /// <param name="second">[N].</param>
    public static double Dot(double[] first, double[] second)
    {
        double sum = 0;
        for (int i = 0; i < first.Length; i++)
        {
            sum += first[i] * second[i];
        }

        return sum;
    }
}
