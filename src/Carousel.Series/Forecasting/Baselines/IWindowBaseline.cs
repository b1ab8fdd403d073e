namespace Carousel.Forecasting;

/// <summary>A forecast of one target that stands beside the network's in the table of a backtest.</summary>
internal interface IWindowBaseline
{
    /// <summary>
    /// The name in tables, such as <c>last value</c>, <c>seasonal naive, 24</c> or <c>boosted trees</c>.
    /// </summary>
    string Name { get; }

    /// <summary>Its name in reports, such as <c>same hour yesterday</c>.</summary>
    string Title => Name;

    /// <summary>
    /// Forecasts from an origin. Does not read values of a target, or of a covariate that is not known ahead, from
    /// the origin on.
    /// </summary>
    /// <param name="series">The number of the series in <see cref="BaselineData.Set"/>.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="forecast">[H], overwritten, in the unit of the data; NaN where nothing is known.</param>
    void Forecast(int series, int origin, Span<float> forecast);
}
