namespace Carousel.Classical;

/// <summary>Sums of a filter's innovations, from which variance and mean are estimated in closed form.</summary>
/// <param name="Count">Number of innovations.</param>
/// <param name="LogDeterminant">Σ log F, where F is the variance of an innovation in units of σ².</param>
/// <param name="Squares">Σ v²/F of the series.</param>
/// <param name="Cross">Σ v·u/F, where u are the innovations of the regressor whose coefficient is the mean.</param>
/// <param name="RegressorSquares">Σ u²/F.</param>
internal readonly record struct ArimaLikelihood(
    int Count, double LogDeterminant, double Squares, double Cross, double RegressorSquares)
{
    /// <summary>The mean by generalised least squares; 0 if it cannot be estimated.</summary>
    public double BestMean => RegressorSquares > 0 ? Cross / RegressorSquares : 0;

    /// <summary>σ² with the greatest likelihood for a given mean.</summary>
    /// <param name="mean">The mean.</param>
    public double Variance(double mean) => Count == 0
        ? 0
        : Math.Max(0, Squares - (2 * mean * Cross) + (mean * mean * RegressorSquares)) / Count;

    /// <summary>Minus the logarithm of the likelihood per value, without constants: what is minimised.</summary>
    /// <param name="mean">The mean.</param>
    public double Loss(double mean) =>
        Count == 0 ? double.PositiveInfinity : 0.5 * (Math.Log(Variance(mean)) + (LogDeterminant / Count));

    /// <summary>The natural logarithm of the likelihood, with σ² at its best value.</summary>
    /// <param name="mean">The mean.</param>
    public double LogLikelihood(double mean) =>
        -0.5 * ((Count * (Math.Log(2 * Math.PI * Variance(mean)) + 1)) + LogDeterminant);
}
