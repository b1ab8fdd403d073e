namespace Carousel.Classical;

/// <summary>A fitted seasonal ARIMA model.</summary>
internal sealed class ArimaModel : IClassicalModel
{
    /// <summary>Up to this excess of its variance the next innovation is that of an endless history.</summary>
    private const double Settled = 1e-6;

    private readonly ArimaData _data;
    private readonly double _mean;

    /// <summary>Takes an estimate.</summary>
    /// <param name="estimate">The estimate.</param>
    public ArimaModel(ArimaEstimate estimate)
    {
        _data = estimate.Data;
        (Orders, Coefficients) = (estimate.Orders, estimate.Model);
        (LogLikelihood, Aicc) = (estimate.LogLikelihood, estimate.Aicc);
        Variance = estimate.Variance;
        _mean = _data.Center + (_data.Scale * estimate.Mean);

        // The coefficients were fitted to the same innovations, so their average square is below the variance.
        int count = estimate.Likelihood.Count, rest = Math.Max(1, count - Orders.Parameters + 1);
        Deviation = Math.Sqrt(Variance * count / rest);
    }

    /// <summary>Logarithm of the likelihood of the fitted values.</summary>
    public double LogLikelihood { get; }

    /// <summary>Akaike's criterion with the correction for few values; smaller is better.</summary>
    public double Aicc { get; }

    /// <summary>The orders.</summary>
    public ArimaOrders Orders { get; }

    /// <summary>The coefficients.</summary>
    public ArimaCoefficients Coefficients { get; }

    /// <summary>Mean of the differenced series, in its units; 0 for a model without one.</summary>
    public double Mean => Orders.HasMean ? _mean : 0;

    /// <summary>σ² with the greatest likelihood.</summary>
    public double Variance { get; }

    /// <summary>σ, corrected for the number of estimated parameters.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation)
    {
        if (mean.Length != deviation.Length)
        {
            throw new ArgumentException(
                $"deviation: expected [H] = {mean.Length} values, but got {deviation.Length}.", nameof(deviation));
        }

        double[] values = ArimaData.Trim(history, out int after);
        double[] means = new double[after + mean.Length], deviations = new double[means.Length];
        bool isComplete = !Array.Exists(values, double.IsNaN) && values.Length > Orders.Lost;
        if (!isComplete || !TryForecastComplete(values, means, deviations))
        {
            ForecastByFilter(values, means, deviations);
        }

        means.AsSpan(after).CopyTo(mean);
        deviations.AsSpan(after).CopyTo(deviation);
    }

    /// <summary>
    /// Forecasts after a complete history: the differenced series by its state, the values by summing it. False if the
    /// filter has not settled, because its variances would then be too small.
    /// </summary>
    private bool TryForecastComplete(double[] values, double[] means, double[] deviations)
    {
        double[] delta = _data.Differencing, series = ArimaData.Difference(values, delta);
        for (int t = 0; t < series.Length; t++)
        {
            series[t] -= Mean;
        }

        double[] state = new double[Coefficients.States], unit = new double[Coefficients.States];
        ArimaFilter.Exact(series, Coefficients, false, state, unit, out double last);
        if (!(last - 1 <= Settled))
        {
            return false;
        }

        double[] all = [.. values, .. means];
        for (int h = 0; h < means.Length; h++)
        {
            double value = Mean + state[0], first = state[0];
            for (int k = 0; k < delta.Length; k++)
            {
                value += delta[k] * all[values.Length + h - 1 - k];
            }

            means[h] = all[values.Length + h] = value;
            for (int i = 0; i < state.Length; i++)
            {
                state[i] = (ArimaStart.At(Coefficients.FullAr, i) * first) + (i + 1 < state.Length ? state[i + 1] : 0);
            }
        }

        double[] ar = ArimaPolynomials.Product(Coefficients.FullAr, delta, 1, -1);
        double[] weights = ArimaStart.Weights(ar, ArimaPolynomials.NonZero(ar), Coefficients.FullMa, means.Length);
        double squares = 0;
        for (int h = 0; h < means.Length; h++)
        {
            squares += weights[h] * weights[h];
            deviations[h] = Deviation * Math.Sqrt(squares);
        }

        return true;
    }

    /// <summary>Forecasts by the filter of levels, which also covers missing and few values.</summary>
    private void ForecastByFilter(double[] values, double[] means, double[] deviations)
    {
        var data = new ArimaData(values, MissingValues.Fill(values, 1), Orders with { HasMean = false });
        var filter = new ArimaLevelFilter(Coefficients, data.Differencing);
        double[] variance = new double[means.Length], none = new double[means.Length];
        double[] levels = data.Levels(Mean, out double origin);
        filter.Run(levels, [], means, none, variance);
        for (int h = 0; h < means.Length; h++)
        {
            means[h] = origin + (Mean * data.Regressor(values.Length + h)) + (data.Scale * means[h]);
            deviations[h] = Deviation * Math.Sqrt(variance[h]);
        }

        Replace(values, means, deviations);
    }

    /// <summary>
    /// Steps whose level is unknown, because the history is shorter than the differencing or lacks a place in the
    /// season, get the last value and the spread of the history.
    /// </summary>
    private void Replace(double[] values, double[] means, double[] deviations)
    {
        double[] known = [.. values.Where(value => !double.IsNaN(value))];
        double average = known.Average(), squares = 0;
        foreach (double value in known)
        {
            squares += (value - average) * (value - average);
        }

        double spread = Math.Sqrt(squares / known.Length);
        for (int h = 0; h < means.Length; h++)
        {
            if (!double.IsFinite(deviations[h]))
            {
                means[h] = known[^1];
                deviations[h] = Math.Max(spread, Deviation * Math.Sqrt(h + 1));
            }
        }
    }
}
