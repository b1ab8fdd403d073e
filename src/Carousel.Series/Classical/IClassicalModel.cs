namespace Carousel.Classical;

/// <summary>
/// A fitted model of classical forecasting: exponential smoothing, ARIMA, or a decomposition with one of them.
/// </summary>
internal interface IClassicalModel
{
    /// <summary>Name with orders, for example "ETS(A,Ad,M)", "Theta" or "ARIMA(1,1,0)(0,1,1)[12]".</summary>
    string Name { get; }

    /// <summary>
    /// Natural logarithm of the likelihood of the fitted series; positive infinity if the model reproduces the series
    /// without error.
    /// </summary>
    double LogLikelihood { get; }

    /// <summary>Akaike's information criterion with correction for small samples (Hurvich and Tsai 1989).</summary>
    double Aicc { get; }

    /// <summary>Forecasts the steps after a history, with the parameters of the fit.</summary>
    /// <param name="history">
    /// Values up to the origin in order of time (NaN: missing); may be longer or shorter than the fitted series.
    /// </param>
    /// <param name="mean">[H], overwritten: expected values of steps 1 to H after the origin.</param>
    /// <param name="deviation">[H], overwritten: standard deviations of the forecast errors.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or the history has no finite value.</exception>
    void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation);
}
