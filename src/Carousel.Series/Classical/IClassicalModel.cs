namespace Carousel.Classical;

/// <summary>
/// One fitted classical model of one series. Its parameters are fixed; its states follow any history.
/// </summary>
internal interface IClassicalModel
{
    /// <summary>The form, for example "ETS(A,Ad,M)", "Theta" or "ARIMA(1,1,0)(0,1,1)[12]".</summary>
    string Name { get; }

    /// <summary>Logarithm of the likelihood of the fitted values.</summary>
    double LogLikelihood { get; }

    /// <summary>Akaike's criterion with the correction for few values; smaller is better.</summary>
    double Aicc { get; }

    /// <summary>Forecasts the steps after a history.</summary>
    /// <param name="history">Values up to the origin in order of time, NaN where missing. The first value is at the
    /// time of the first fitted value; the history may be longer or shorter than the fitted series.</param>
    /// <param name="mean">[H], overwritten: the forecasts of steps 1 to H.</param>
    /// <param name="deviation">[H], overwritten: standard deviations of the forecast errors, in units of the
    /// values.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or the history has no finite value.</exception>
    void Forecast(ReadOnlySpan<double> history, Span<double> mean, Span<double> deviation);
}
