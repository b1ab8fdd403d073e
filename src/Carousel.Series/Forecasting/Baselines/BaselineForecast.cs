namespace Carousel.Forecasting;

/// <summary>A baseline that forecasts one series.</summary>
/// <param name="Baseline">The baseline.</param>
/// <param name="Rows">The series.</param>
/// <param name="Series">Its number.</param>
internal sealed record BaselineForecast(IBaselineInside Baseline, BaselineRows Rows, int Series)
{
    /// <summary>Forecasts one target from an origin.</summary>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <param name="forecast">[H], overwritten: in the scale of the network, before a window's level is taken
    /// away.</param>
    public void Write(int origin, int target, Span<double> forecast) =>
        Baseline.Forecast(Rows, Series, origin, target, forecast);

    /// <summary>How far the baseline usually errs in the series.</summary>
    /// <param name="target">Which target.</param>
    /// <returns>[H].</returns>
    public ReadOnlySpan<float> Errors(int target) => Baseline.Errors(Rows, target);
}
