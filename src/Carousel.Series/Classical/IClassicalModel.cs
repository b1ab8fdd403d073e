namespace Carousel.Classical;

/// <summary>
/// One fitted classical model of one series. Its parameters are fixed; its states follow any history.
/// </summary>
internal interface IClassicalModel
{
    /// <summary>Forecasts the steps after a history.</summary>
    /// <param name="history">Values up to the origin in order of time, NaN where missing. The first value is at the
    /// time of the first fitted value; the history may be longer or shorter than the fitted series.</param>
    /// <param name="mean">[H], overwritten: the forecasts of steps 1 to H.</param>
    /// <param name="deviation">[H], overwritten: standard deviations of the forecast errors, in units of the
    /// values.</param>
    /// <exception cref="ArgumentException">The history has no finite value.</exception>
    void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation);
}
