namespace Carousel.Forecasting;

/// <summary>
/// A target as a share of a covariate that it never exceeds, such as late flights of all flights: (target + 1) / (known
/// + 2).
/// </summary>
/// <param name="Target">The target's column.</param>
/// <param name="Known">The covariate's column.</param>
public sealed record RateFeature(string Target, string Known)
{
    /// <summary>The feature's name.</summary>
    internal string Name => $"{Target} of {Known}";

    /// <summary>The rule of succession keeps shares of few or none near one half.</summary>
    internal static float Of(float target, float known) => (target + 1) / (known + 2);
}
