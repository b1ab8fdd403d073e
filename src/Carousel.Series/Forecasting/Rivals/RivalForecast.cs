namespace Carousel.Forecasting;

/// <summary>A rival that forecasts one series.</summary>
/// <param name="Rival">The rival.</param>
/// <param name="Rows">The series.</param>
/// <param name="Series">Its number.</param>
internal sealed record RivalForecast(IRivalInside Rival, RivalRows Rows, int Series)
{
    /// <summary>Forecasts one target from an origin.</summary>
    /// <param name="origin">The first row of the horizon.</param>
    /// <param name="target">Which target.</param>
    /// <param name="forecast">[H], overwritten: in the scale of the network, before a window's level is taken
    /// away.</param>
    public void Write(int origin, int target, Span<double> forecast) =>
        Rival.Forecast(Rows, Series, origin, target, forecast);

    /// <summary>How far the rival usually errs in the series.</summary>
    /// <param name="target">Which target.</param>
    /// <returns>[H].</returns>
    public ReadOnlySpan<float> Errors(int target) => Rival.Errors(Rows, target);
}
