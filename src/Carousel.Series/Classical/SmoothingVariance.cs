namespace Carousel.Classical;

/// <summary>The variances of forecast errors of exponential smoothing, without simulation.</summary>
/// <remarks>
/// Hyndman, Koehler, Ord and Snyder 2008, chapter 6. An error moves the forecast j steps later by
/// c_j = α + β·(φ + … + φʲ), and by γ more where j is a whole number of seasons and the season is added.
/// Additive errors (class 1, exact): v_h = σ²·(1 + Σ_{j&lt;h} c_j²).
/// Multiplicative errors (class 2, exact): v_h = (1 + σ²)·θ_h − μ_h² with θ_h = μ_h² + σ²·Σ_{j&lt;h} c_j²·θ_{h−j}.
/// With a multiplicative season (class 3, an approximation for small γσ): μ and θ without the season, and
/// v_h = s_h²·((1 + σ²)·(1 + γ²σ²)ᵏ·θ_h − μ_h²), where k whole seasons lie before step h.
/// </remarks>
internal static class SmoothingVariance
{
    /// <summary>Writes standard deviations.</summary>
    /// <param name="form">The form.</param>
    /// <param name="at">The parameters, see <see cref="SmoothingValues"/>.</param>
    /// <param name="season">The length of the season, in steps; 1 without one.</param>
    /// <param name="variance">σ², of relative errors if they are multiplicative.</param>
    /// <param name="mean">[H]: forecasts; without the season where that is multiplied.</param>
    /// <param name="seasons">[H]: indices that multiply the forecasts; 1 for other forms.</param>
    /// <param name="deviation">[H], overwritten.</param>
    public static void Write(
        SmoothingForm form, ReadOnlySpan<double> at, int season, double variance, ReadOnlySpan<double> mean,
        ReadOnlySpan<double> seasons, Span<double> deviation)
    {
        (double alpha, double beta, double gamma, double damping) = SmoothingFilter.Rates(at);
        double[] squares = new double[mean.Length], moments = new double[mean.Length];
        double power = 1, damped = 0, sum = 0;
        for (int j = 1; j < mean.Length; j++)
        {
            power *= damping;
            damped += power;
            bool isWhole = form.Season == SmoothingSeason.Additive && j % season == 0;
            double moved = alpha + (beta * damped) + (isWhole ? gamma : 0);
            squares[j] = moved * moved;
        }

        bool multiplies = form.Season == SmoothingSeason.Multiplicative;
        for (int h = 0; h < mean.Length; h++)
        {
            if (form.Error == SmoothingError.Additive)
            {
                sum += squares[h];
                deviation[h] = Math.Sqrt(variance * (1 + sum));
                continue;
            }

            moments[h] = mean[h] * mean[h];
            for (int j = 1; j <= h; j++)
            {
                moments[h] += variance * squares[j] * moments[h - j];
            }

            double ofSeason = multiplies ? Math.Pow(1 + (gamma * gamma * variance), h / season) : 1;
            double error = ((1 + variance) * ofSeason * moments[h]) - (mean[h] * mean[h]);
            deviation[h] = Math.Abs(seasons[h]) * Math.Sqrt(Math.Max(0, error));
        }
    }
}
