namespace Carousel.Forecasting;

/// <summary>A simple forecast of windows, in the scale of the network before a window's level is taken away.</summary>
internal interface IBaselineInside
{
    /// <summary>Forecasts one target from an origin.</summary>
    /// <param name="rows">The series; rows from the origin on are read only for covariates known ahead.</param>
    /// <param name="series">The number of the series among those that were learned from.</param>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <param name="forecast">[H], overwritten.</param>
    void Forecast(BaselineRows rows, int series, int origin, int target, Span<double> forecast);

    /// <summary>How far it usually errs in a series: the mean absolute error of each step on rows that it did not learn
    /// from. Only for regressions of each series.</summary>
    /// <param name="rows">The series.</param>
    /// <param name="target">Which target.</param>
    /// <returns>[H], above 0.</returns>
    ReadOnlySpan<float> Errors(BaselineRows rows, int target);
}
