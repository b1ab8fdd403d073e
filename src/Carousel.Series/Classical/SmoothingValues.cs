namespace Carousel.Classical;

/// <summary>
/// The places of the parameters and initial states of exponential smoothing in one list of numbers. Absent ones are
/// fixed, so all forms have the same places.
/// </summary>
/// <remarks>The rates of the trend and of the season are shares β* = β / α and γ* = γ / (1 − α), so that the usual
/// bounds β ≤ α and γ ≤ 1 − α (Hyndman et al. 2008, section 2.5) are bounds of single numbers.</remarks>
internal static class SmoothingValues
{
    /// <summary>α, the rate of the level.</summary>
    public const int Rate = 0;

    /// <summary>β*, the rate of the trend as a share of α.</summary>
    public const int TrendShare = 1;

    /// <summary>γ*, the rate of the season as a share of 1 − α.</summary>
    public const int SeasonShare = 2;

    /// <summary>φ, the factor of the trend per step.</summary>
    public const int Damping = 3;

    /// <summary>The level before the first value.</summary>
    public const int Level = 4;

    /// <summary>The trend before the first value, per step.</summary>
    public const int Trend = 5;

    /// <summary>The first index of the season: that of the first value; those of the next values follow.</summary>
    public const int Season = 6;

    /// <summary>The smallest rate or share.</summary>
    public const double Least = 0.0001;

    /// <summary>The greatest rate or share.</summary>
    public const double Most = 0.9999;

    /// <summary>The smallest φ: below it, the trend ends within a few steps.</summary>
    public const double LeastDamping = 0.8;

    /// <summary>The greatest φ: above it, a damped trend can hardly be distinguished from a trend.</summary>
    public const double MostDamping = 0.98;
}
