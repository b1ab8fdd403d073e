using Carousel.Forecasting.Demand;

namespace Carousel.Forecasting.Rivals;

/// <summary>The regression of counts inside a network by itself, fitted on training and validation part.</summary>
internal sealed class CountRegressionRival : IQuantileRival
{
    /// <summary>Its name in tables.</summary>
    public const string RowName = "count regression";

    private readonly RivalData _data;
    private readonly CountRegression _regression;

    /// <summary>Fits.</summary>
    /// <param name="data">The series.</param>
    public CountRegressionRival(RivalData data) => (_data, _regression) = (
        data, CountRegression.Fit(data.Set, data.Both, data.Target, data.Design.Loss, data.Design.DemandForm));

    /// <inheritdoc/>
    public string Name => RowName;

    /// <inheritdoc/>
    public string Title => "count regression inside";

    /// <inheritdoc/>
    public void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles)
    {
        CountDistribution[] told = _regression.Forecast(_data.Before(series, origin), _data.Design.DemandForm);
        for (int t = 0; t < told.Length; t++)
        {
            told[t].Quantiles(shares, quantiles.Slice(t * shares.Count, shares.Count));
        }
    }

    /// <inheritdoc/>
    public void Forecast(int series, int origin, Span<float> forecast)
    {
        var quantiles = new double[forecast.Length * _data.Design.Quantiles.Count];
        Quantiles(series, origin, _data.Design.Quantiles, quantiles);
        QuantileRivals.Medians(_data.Design.Quantiles, quantiles, forecast);
    }
}
