using Carousel.Jobs.Options;

namespace Carousel.Forecasting;

/// <summary>How a forecast over many steps is made.</summary>
public enum ForecastStrategy
{
    /// <summary>
    /// One network reads the past; a second starts from its state and runs over the horizon and reads the covariates
    /// known ahead.
    /// </summary>
    EncoderDecoder,

    /// <summary>
    /// The past is read in segments, each channel on its own, and the segments of the horizon are decoded side by side
    /// (Lin and others 2023): for long look-backs.
    /// </summary>
    Segment,
}

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

/// <summary>What the network is trained to give.</summary>
public enum ForecastLoss
{
    /// <summary>Quantiles, by the pinball loss.</summary>
    Quantile,

    /// <summary>Mean and width of a normal distribution.</summary>
    Gaussian,

    /// <summary>Place, width and tails of a Student t distribution.</summary>
    StudentT,

    /// <summary>Mean and dispersion of a negative binomial distribution, for counts.</summary>
    NegativeBinomial,

    /// <summary>
    /// Whether there is any demand, and then how much: a negative binomial distribution without 0, for counts with many
    /// zeros.
    /// </summary>
    Hurdle,

    /// <summary>
    /// A negative binomial distribution and, besides, a probability of 0, for counts with many zeros.
    /// </summary>
    ZeroInflated,

    /// <summary>A Poisson distribution and, besides, a probability of 0, for counts with many zeros.</summary>
    ZeroInflatedPoisson,

    /// <summary>The median, by the absolute error; intervals only by calibration.</summary>
    Absolute,

    /// <summary>The mean, by the squared error; intervals only by calibration.</summary>
    Squared,

    /// <summary>Between the two; intervals only by calibration.</summary>
    Huber,
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

    /// <summary>Subtracts the same mean and divides by the standard deviation of the same steps.</summary>
    Standard,
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
