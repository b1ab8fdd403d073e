namespace Carousel.Forecasting;

/// <summary>A baseline that gives quantiles, so that its weighted quantile loss stands beside the network's.</summary>
internal interface IQuantileBaseline : IWindowBaseline
{
    /// <summary>Forecasts from an origin, which sees what <see cref="IWindowBaseline.Forecast"/> sees.</summary>
    /// <param name="series">The number of the series.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="shares">[Q], ascending.</param>
    /// <param name="quantiles">[H · Q], overwritten, in the unit of the data.</param>
    void Quantiles(int series, int origin, IReadOnlyList<double> shares, Span<double> quantiles);
}
