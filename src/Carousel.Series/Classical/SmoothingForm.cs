namespace Carousel.Classical;

/// <summary>How the error enters a model of exponential smoothing.</summary>
internal enum SmoothingError
{
    /// <summary>y = μ + ε.</summary>
    Additive,

    /// <summary>y = μ·(1 + ε); for positive values.</summary>
    Multiplicative,
}

/// <summary>The trend of a model of exponential smoothing.</summary>
internal enum SmoothingTrend
{
    /// <summary>Only a level.</summary>
    None,

    /// <summary>A trend that is added at each step.</summary>
    Additive,

    /// <summary>An added trend that shrinks by φ at each step.</summary>
    Damped,
}

/// <summary>The season of a model of exponential smoothing.</summary>
internal enum SmoothingSeason
{
    /// <summary>No season.</summary>
    None,

    /// <summary>Added to the level.</summary>
    Additive,

    /// <summary>Multiplied by the level; for positive values.</summary>
    Multiplicative,
}

/// <summary>
/// A form of exponential smoothing by error, trend and season (Hyndman, Koehler, Ord and Snyder 2008, table 2.1).
/// </summary>
/// <param name="Error">How the error enters.</param>
/// <param name="Trend">The trend.</param>
/// <param name="Season">The season.</param>
internal readonly record struct SmoothingForm(SmoothingError Error, SmoothingTrend Trend, SmoothingSeason Season)
{
    /// <summary>
    /// The fifteen forms that are tried: no multiplicative trends, and no additive error with a multiplicative season,
    /// whose forecasts have infinite variance (Hyndman and Khandakar 2008, section 2.2).
    /// </summary>
    /// <remarks>Forms that differ only in the error are neighbours: the second starts where the first ended.</remarks>
    public static IReadOnlyList<SmoothingForm> All { get; } =
        [
            .. from season in Enum.GetValues<SmoothingSeason>()
               from trend in Enum.GetValues<SmoothingTrend>()
               from error in Enum.GetValues<SmoothingError>()
               where error == SmoothingError.Multiplicative || season != SmoothingSeason.Multiplicative
               select new SmoothingForm(error, trend, season),
        ];

    /// <summary>Whether the form needs positive values.</summary>
    public bool NeedsPositive =>
        Error == SmoothingError.Multiplicative || Season == SmoothingSeason.Multiplicative;

    /// <summary>The number of free parameters and initial states, without the variance of the errors.</summary>
    /// <param name="season">The length of the season, in steps; its indices have one restriction.</param>
    public int Parameters(int season) =>
        2 + (Trend == SmoothingTrend.None ? 0 : (int)Trend + 1) + (Season == SmoothingSeason.None ? 0 : season);
}
