using Carousel.Jobs.Options;

namespace Carousel.Forecasting;

/// <summary>The simple forecast that the network holds inside: it learns what that leaves.</summary>
public enum ForecastBaseline
{
    /// <summary>
    /// Ridge regression of all steps on the last values, what is known ahead, the calendar and last year's rows.
    /// </summary>
    Ridge,

    /// <summary>None: the network learns the series itself.</summary>
    None,

    /// <summary>
    /// The same for each series separately, shrunk towards the regression of all series. Suits many series that
    /// behave differently.
    /// </summary>
    RidgeEach,
}

/// <summary>What the last layer of the network gives.</summary>
public enum ForecastLoss
{
    /// <summary>Quantiles, by the pinball loss.</summary>
    Quantile,

    /// <summary>Mean and dispersion of a negative binomial distribution, for counts.</summary>
    NegativeBinomial,

    /// <summary>
    /// A negative binomial distribution and, besides, a probability of 0, for counts with many zeros.
    /// </summary>
    ZeroInflated,
}

/// <summary>What is taken away from each window before the network sees it, and added to its forecast again.</summary>
public enum WindowNormalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The last value of the look-back.</summary>
    Last,

    /// <summary>
    /// The mean of the longest season that is not far longer than the look-back, else of the look-back.
    /// </summary>
    Mean,
}

/// <summary>A map that makes the spread of a column more even; it is inverted after the network.</summary>
public enum TargetTransform
{
    /// <summary>No transform.</summary>
    None,

    /// <summary>Square root, for values of 0 and more.</summary>
    [OptionWord("sqrt")]
    SquareRoot,

    /// <summary>Logarithm of the value plus 1, for values of 0 and more.</summary>
    Log,
}
