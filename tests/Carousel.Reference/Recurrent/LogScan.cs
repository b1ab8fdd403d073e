namespace Carousel.Reference.Recurrent;

/// <summary>
/// h_t = k_t·h_{t−1} + v_t for all steps at once, over logarithms, as a parallel machine would: with K_t = Σ ln k up to
/// t, h_t = exp(K_t)·(h₀ + Σ v_s·exp(−K_s)).
/// </summary>
/// <remarks>
/// Heinsen 2023. Logarithms know no sign: positive and negative parts are two scans. Each sum is taken relative to its
/// largest term, so that no exponential is too large.
/// </remarks>
internal static class LogScan
{
    /// <summary>All states, [T, H].</summary>
    /// <param name="logKept">[T, H], ln k.</param>
    /// <param name="taken">[T, H], v.</param>
    /// <param name="start">[H], h₀.</param>
    public static double[,] Of(double[,] logKept, double[,] taken, double[] start)
    {
        double[,] h = Rows.Like(logKept);
        for (int u = 0; u < start.Length; u++)
        {
            double kept = 0, positive = Log(start[u]), negative = Log(-start[u]);
            for (int t = 0; t < h.GetLength(0); t++)
            {
                kept += logKept[t, u];
                positive = AddExponentials(positive, Log(taken[t, u]) - kept);
                negative = AddExponentials(negative, Log(-taken[t, u]) - kept);
                h[t, u] = Math.Exp(kept + positive) - Math.Exp(kept + negative);
            }
        }

        return h;
    }

    /// <summary>ln of a positive part.</summary>
    private static double Log(double value) => value > 0 ? Math.Log(value) : double.NegativeInfinity;

    /// <summary>ln(eᵃ + eᵇ).</summary>
    private static double AddExponentials(double a, double b)
    {
        double most = Math.Max(a, b);
        return double.IsNegativeInfinity(most) ? most : most + Math.Log(Math.Exp(a - most) + Math.Exp(b - most));
    }
}
