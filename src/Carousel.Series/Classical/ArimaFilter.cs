namespace Carousel.Classical;

/// <summary>Innovations of a stationary ARMA process without missing values.</summary>
internal static class ArimaFilter
{
    /// <summary>Changes of the covariance below this share of the innovation's variance are rounding.</summary>
    private const double Steady = 1e-13;

    /// <summary>
    /// Exact Gaussian likelihood by the Kalman filter of Harvey's form. The covariance is never formed: its changes
    /// have rank one, so each step costs O(r) (Morf, Sidhu and Kailath 1974; Pearlman 1980).
    /// </summary>
    /// <param name="series">The differenced series, without missing values.</param>
    /// <param name="model">The coefficients.</param>
    /// <param name="hasMean">Whether the innovations of a constant 1 are wanted too.</param>
    /// <param name="state">[r], overwritten by the predicted state after the last value.</param>
    /// <param name="unit">[r], overwritten by the same of a constant 1, if wanted.</param>
    /// <param name="last">Receives the variance of the next innovation in units of σ².</param>
    /// <returns>The sums; without any value if the process is not stationary.</returns>
    public static ArimaLikelihood Exact(
        ReadOnlySpan<double> series, ArimaCoefficients model, bool hasMean, Span<double> state, Span<double> unit,
        out double last)
    {
        int r = model.States;
        double[] column = new double[r], ar = new double[r], gain = new double[r], change = new double[r];
        last = double.PositiveInfinity;
        if (!ArimaStart.TryColumn(model, column))
        {
            return default;
        }

        model.FullAr.CopyTo(ar, 0);
        state.Clear();
        unit.Clear();
        for (int i = 0; i < r; i++)
        {
            gain[i] = (ar[i] * column[0]) + (i + 1 < r ? column[i + 1] : 0);
        }

        gain.CopyTo(change, 0);
        double variance = column[0], factor = -1 / variance;
        double logs = 0, squares = 0, cross = 0, unitSquares = 0;
        bool steady = false;
        foreach (double value in series)
        {
            double error = value - state[0];
            logs += Math.Log(variance);
            squares += error * error / variance;
            Advance(state, ar, gain, error / variance);
            if (hasMean)
            {
                double unitError = 1 - unit[0];
                cross += error * unitError / variance;
                unitSquares += unitError * unitError / variance;
                Advance(unit, ar, gain, unitError / variance);
            }

            if (!steady)
            {
                double first = change[0], next = variance + (factor * first * first);
                if (!(next > 0))
                {
                    return default;
                }

                double largest = Change(change, ar, gain, factor * first, first / next);
                factor += factor * factor * first * first / variance;
                variance = next;
                steady = -factor * largest < Steady * variance;
            }
        }

        last = variance;
        return new ArimaLikelihood(series.Length, logs, squares, cross, unitSquares);
    }

    /// <summary>
    /// Conditional sum of squares: innovations before the first full set of lags are zero (Box and Jenkins 1970). It
    /// approximates the likelihood of long series at a small part of the cost.
    /// </summary>
    /// <param name="series">The differenced series, without missing values.</param>
    /// <param name="model">The coefficients.</param>
    /// <param name="hasMean">Whether the innovations of a constant 1 are wanted too.</param>
    public static ArimaLikelihood Conditional(
        ReadOnlySpan<double> series, ArimaCoefficients model, bool hasMean)
    {
        int start = model.FullAr.Length, count = series.Length - start;
        if (count <= 0)
        {
            return default;
        }

        double[] errors = new double[series.Length], unitErrors = new double[hasMean ? series.Length : 0];
        double squares = 0, cross = 0, unitSquares = 0, unitValue = 1;
        foreach (int k in model.ArPlaces)
        {
            unitValue -= model.FullAr[k];
        }

        for (int t = start; t < series.Length; t++)
        {
            double error = series[t], unitError = unitValue;
            foreach (int k in model.ArPlaces)
            {
                error -= model.FullAr[k] * series[t - 1 - k];
            }

            foreach (int k in model.MaPlaces)
            {
                error -= t - 1 - k >= start ? model.FullMa[k] * errors[t - 1 - k] : 0;
            }

            errors[t] = error;
            squares += error * error;
            if (hasMean)
            {
                foreach (int k in model.MaPlaces)
                {
                    unitError -= t - 1 - k >= start ? model.FullMa[k] * unitErrors[t - 1 - k] : 0;
                }

                unitErrors[t] = unitError;
                cross += error * unitError;
                unitSquares += unitError * unitError;
            }
        }

        return new ArimaLikelihood(count, 0, squares, cross, unitSquares);
    }

    /// <summary>state ← T·state + gain·error, where T has φ in its first column and ones above the diagonal.</summary>
    private static void Advance(Span<double> state, ReadOnlySpan<double> ar, ReadOnlySpan<double> gain, double error)
    {
        // Spans of one length, so that the bounds are checked once and not at each element.
        double first = state[0];
        int last = state.Length - 1;
        Span<double> to = state[..last];
        ReadOnlySpan<double> below = state.Slice(1, to.Length), a = ar[..to.Length], g = gain[..to.Length];
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = (a[i] * first) + below[i] + (g[i] * error);
        }

        state[last] = (ar[last] * first) + (gain[last] * error);
    }

    /// <summary>
    /// gain ← gain + T·change·factor, change ← T·change − gain·share; returns the largest square of a new change.
    /// </summary>
    private static double Change(
        Span<double> change, ReadOnlySpan<double> ar, Span<double> gain, double factor, double share)
    {
        double first = change[0], largest = 0;
        int last = change.Length - 1;
        Span<double> to = change[..last], g = gain[..to.Length];
        ReadOnlySpan<double> below = change.Slice(1, to.Length), a = ar[..to.Length];
        for (int i = 0; i < to.Length; i++)
        {
            double moved = (a[i] * first) + below[i], next = g[i] + (moved * factor), value = moved - (next * share);
            g[i] = next;
            to[i] = value;
            largest = value * value > largest ? value * value : largest;
        }

        double end = ar[last] * first;
        gain[last] += end * factor;
        change[last] = end - (gain[last] * share);
        return Math.Max(largest, change[last] * change[last]);
    }
}
