using Carousel.Forecasting.Demand;

namespace Carousel.Forecasting.Rivals;

/// <summary>The regression of counts inside a network by itself, fitted on training and validation part.</summary>
internal sealed class CountRegressionRival : QuantileRival
{
    /// <summary>Its name in tables.</summary>
    public const string RowName = "count regression";

    private readonly CountRegression _regression;

    /// <summary>Fits.</summary>
    /// <param name="data">The series.</param>
    public CountRegressionRival(RivalData data)
        : base(data) =>
        _regression = CountRegression.Fit(
            data.Set, data.Both, data.Target, data.Design.Loss, data.Design.DemandForm);

    /// <inheritdoc/>
    public override string Name => RowName;

    /// <inheritdoc/>
    public override string Title => "count regression inside";

    /// <inheritdoc/>
    public override void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles)
    {
        CountDistribution[] told = _regression.Forecast(Data.Before(series, origin), Data.Design.DemandForm);
        for (int t = 0; t < told.Length; t++)
        {
            told[t].Quantiles(shares, quantiles.Slice(t * shares.Count, shares.Count));
        }
    }
}
