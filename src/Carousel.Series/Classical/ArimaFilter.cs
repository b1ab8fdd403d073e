using Carousel.Kernels;

namespace Carousel.Classical;

/// <summary>Sums of a filter's innovations, from which variance and mean are estimated in closed form.</summary>
/// <param name="Count">Number of innovations.</param>
/// <param name="LogDeterminant">Σ log F, where F is the variance of an innovation in units of σ².</param>
/// <param name="Squares">Σ v²/F of the series.</param>
/// <param name="Cross">Σ v·u/F, where u are the innovations of the regressor whose coefficient is the mean.</param>
/// <param name="RegressorSquares">Σ u²/F.</param>
internal readonly record struct ArimaSums(
    int Count, double LogDeterminant, double Squares, double Cross, double RegressorSquares)
{
    /// <summary>The mean by generalised least squares; 0 if it cannot be estimated.</summary>
    public double BestMean => RegressorSquares > 0 ? Cross / RegressorSquares : 0;

    /// <summary>σ² with the greatest likelihood for a given mean.</summary>
    /// <param name="mean">The mean.</param>
    public double Variance(double mean) => Count == 0
        ? 0
        : Math.Max(0, Squares - (2 * mean * Cross) + (mean * mean * RegressorSquares)) / Count;

    /// <summary>Minus the logarithm of the likelihood per value, without constants, with the best σ².</summary>
    /// <param name="mean">The mean.</param>
    public double Loss(double mean) =>
        Count == 0 ? double.PositiveInfinity : 0.5 * (Math.Log(Variance(mean)) + (LogDeterminant / Count));

    /// <summary>With one innovation more.</summary>
    /// <param name="error">v.</param>
    /// <param name="unit">u.</param>
    /// <param name="variance">F.</param>
    public ArimaSums With(double error, double unit, double variance) => new(
        Count + 1, LogDeterminant + Math.Log(variance), Squares + (error * error / variance),
        Cross + (error * unit / variance), RegressorSquares + (unit * unit / variance));
}

/// <summary>Innovations of a stationary ARMA process without missing values.</summary>
internal static class ArimaFilter
{
    /// <summary>Changes of the covariance below this share of the innovation's variance are rounding.</summary>
    private const double Steady = 1e-13;

    /// <summary>
    /// Exact Gaussian likelihood by the Kalman filter of Harvey's form. The covariance is never formed: its changes
    /// have rank one, so each step costs O(r) (Morf, Sidhu and Kailath 1974; Pearlman 1980). A state is a part of a
    /// buffer: a step moves it on by one place and adds to it.
    /// </summary>
    /// <param name="series">The differenced series, without missing values, the last one first.</param>
    /// <param name="model">The coefficients.</param>
    /// <param name="hasMean">Whether the innovations of a constant 1 are wanted too.</param>
    /// <returns>The sums; without any value if the process is not stationary.</returns>
    public static ArimaSums Exact(double[] series, ArimaCoefficients model, bool hasMean)
    {
        int r = model.States, n = series.Length;
        if (Start(model) is not { } start)
        {
            return default;
        }

        double[] state = new double[n + r], unit = new double[hasMean ? n + r : 0], change = new double[n + r];
        double[] ar = new double[r];
        model.FullAr.Coefficients.CopyTo(ar, 0);
        start.AsSpan(1).CopyTo(change);
        DoubleSums.Add(change.AsSpan(0, r), ar, start[0]);
        double[] gain = change[..r];
        double variance = start[0], factor = -1 / variance, logs = 0, squares = 0, cross = 0, unitSquares = 0;
        bool isSteady = false;
        for (int t = 0; t < n; t++)
        {
            double error = series[n - 1 - t] - state[t];
            logs += Math.Log(variance);
            squares += error * error / variance;
            Advance(state.AsSpan(t, r + 1), ar, gain, error / variance);
            if (hasMean)
            {
                double unitError = 1 - unit[t];
                cross += error * unitError / variance;
                unitSquares += unitError * unitError / variance;
                Advance(unit.AsSpan(t, r + 1), ar, gain, unitError / variance);
            }

            if (!isSteady)
            {
                double first = change[t], next = variance + (factor * first * first);
                if (!(next > 0))
                {
                    return default;
                }

                double largest = Change(change.AsSpan(t, r + 1), ar, gain, factor * first, first / next);
                factor += factor * factor * first * first / variance;
                variance = next;
                isSteady = -factor * largest < Steady * variance;
            }
        }

        return new ArimaSums(n, logs, squares, cross, unitSquares);
    }

    /// <summary>
    /// Conditional sum of squares: innovations before the first full set of lags are zero (Box and Jenkins 1970). It
    /// approximates the likelihood of long series at a small part of the cost.
    /// </summary>
    /// <param name="series">The differenced series, without missing values, the last one first.</param>
    /// <param name="model">The coefficients.</param>
    /// <param name="hasMean">Whether the innovations of a constant 1 are wanted too.</param>
    public static ArimaSums Conditional(double[] series, ArimaCoefficients model, bool hasMean)
    {
        int q = model.FullMa.Coefficients.Length, count = series.Length - model.FullAr.Coefficients.Length;
        if (count <= 0)
        {
            return default;
        }

        double[] errors = new double[count + q], units = new double[count + q];
        double squares = 0, cross = 0, unitSquares = 0, one = 1 - model.FullAr.Coefficients.Sum();
        for (int t = count - 1; t >= 0; t--)
        {
            double error = series[t] - model.FullAr.Sum(series.AsSpan(t + 1))
                - model.FullMa.Sum(errors.AsSpan(t + 1));
            errors[t] = error;
            squares += error * error;
            if (hasMean)
            {
                units[t] = one - model.FullMa.Sum(units.AsSpan(t + 1));
                cross += error * units[t];
                unitSquares += units[t] * units[t];
            }
        }

        return new ArimaSums(count, 0, squares, cross, unitSquares);
    }

    /// <summary>
    /// [r], covariances of the states with the value; null if the process is not stationary. With θ(B)Θ(Bᵐ)x = w, those
    /// of x give those of w; state i is w(t + i) without its lags from t + 1 on and its innovations.
    /// </summary>
    private static double[]? Start(ArimaCoefficients model)
    {
        int r = model.States, all = r + model.FullMa.Coefficients.Length;
        if (model.Autocovariances(all) is not { } ofX)
        {
            return null;
        }

        double[] bothWays = new double[(2 * all) - 1], mixed = new double[all], own = new double[r];
        for (int i = 0; i < all; i++)
        {
            bothWays[all - 1 + i] = bothWays[all - 1 - i] = ofX[i];
        }

        for (int i = 0; i < all; i++)
        {
            mixed[i] = ofX[i] + model.FullMa.Sum(bothWays.AsSpan(all - i));
        }

        double[] ar = model.FullAr.Coefficients, start = new double[r];
        for (int i = 0; i < r; i++)
        {
            start[i] = own[i] = mixed[i] + model.FullMa.Sum(mixed.AsSpan(i + 1));
            for (int k = 0; k < Math.Min(i, ar.Length); k++)
            {
                start[i] -= ar[k] * own[i - 1 - k];
            }
        }

        return start[0] > 0 ? start : null;
    }

    /// <summary>state ← T·state + gain·error, where T has φ in its first column and ones above the diagonal.</summary>
    private static void Advance(Span<double> state, ReadOnlySpan<double> ar, ReadOnlySpan<double> gain, double error)
    {
        double first = state[0];
        state = state[1..];
        ar = ar[..state.Length];
        gain = gain[..state.Length];
        for (int i = 0; i < state.Length; i++)
        {
            state[i] += (ar[i] * first) + (gain[i] * error);
        }
    }

    /// <summary>
    /// gain ← gain + T·change·factor, change ← T·change − gain·share; returns the largest square of a new change.
    /// </summary>
    private static double Change(
        Span<double> change, ReadOnlySpan<double> ar, Span<double> gain, double factor, double share)
    {
        double first = change[0], largest = 0;
        change = change[1..];
        ar = ar[..change.Length];
        gain = gain[..change.Length];
        for (int i = 0; i < change.Length; i++)
        {
            double moved = change[i] + (ar[i] * first), next = gain[i] + (moved * factor);
            double value = moved - (next * share);
            (gain[i], change[i]) = (next, value);
            largest = value * value > largest ? value * value : largest;
        }

        return largest;
    }
}
