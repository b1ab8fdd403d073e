namespace Carousel.Classical;

/// <summary>A fitted seasonal ARIMA model.</summary>
/// <param name="estimate">The estimate.</param>
internal sealed class ArimaModel(ArimaEstimate estimate) : IClassicalModel
{
    /// <summary>Variances from which on a level may be unknown, and the width that shows it.</summary>
    private const double Large = 1e3, Wide = 100;

    private readonly double _mean = estimate.Data.Center + (estimate.Data.Scale * estimate.Mean);

    /// <summary>Logarithm of the likelihood of the fitted values.</summary>
    public double LogLikelihood { get; } = estimate.LogLikelihood;

    /// <summary>Akaike's criterion with the correction for few values; smaller is better.</summary>
    public double Aicc { get; } = estimate.Aicc;

    /// <summary>The orders.</summary>
    public ArimaOrders Orders { get; } = estimate.Orders;

    /// <summary>The coefficients.</summary>
    public ArimaCoefficients Coefficients { get; } = estimate.Model;

    /// <summary>σ² with the greatest likelihood.</summary>
    public double Variance { get; } = estimate.Variance;

    /// <summary>
    /// σ, corrected for the number of estimated parameters: the coefficients were fitted to the same innovations, so
    /// their average square is below the variance.
    /// </summary>
    public double Deviation { get; } = Math.Sqrt(
        estimate.Variance * estimate.Sums.Count
        / Math.Max(1, estimate.Sums.Count - estimate.Orders.Parameters + 1));

    /// <inheritdoc/>
    public void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation)
    {
        double[] values = ArimaData.Trim(history, out int after);
        double[] means = new double[after + mean.Length], variances = new double[means.Length];
        double[] line = Orders.Line(values.Length + means.Length);
        double slope = Orders.HasMean ? _mean : 0, origin = Orders.Lost > 0 ? values[0] : 0;
        double[] levels = [.. values.Select((value, t) => value - origin - (slope * line[t]))];
        LagPolynomial differencing = Orders.Differencing();
        ArimaLevelFilter.Run(Coefficients, differencing, levels, [], means, variances);
        double[] wider = [.. variances];
        if (variances.Max() > Large)
        {
            ArimaLevelFilter.Run(Coefficients, differencing, levels, [], new double[means.Length], wider, Wide);
        }

        // Steps whose level is unknown, because the history is shorter than the differencing or lacks a place in the
        // season, get the last value and the spread of the history.
        double[] known = [.. values.Where(value => !double.IsNaN(value))];
        double average = known.Average(), spread = Math.Sqrt(known.Average(v => (v - average) * (v - average)));
        for (int h = 0; h < mean.Length; h++)
        {
            int step = after + h;
            bool isKnown = wider[step] < 2 * variances[step];
            mean[h] = isKnown ? origin + (slope * line[values.Length + step]) + means[step] : known[^1];
            deviation[h] = isKnown ? Deviation * Math.Sqrt(variances[step])
                : Math.Max(spread, Deviation * Math.Sqrt(step + 1));
        }
    }
}
