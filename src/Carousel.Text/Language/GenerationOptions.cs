using Carousel.Jobs.Fitting;

namespace Carousel.Language;

/// <summary>How the next unit is drawn from what a model holds likely.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record GenerationOptions
{
    /// <summary>Below 1 likely units become more likely, above 1 less; 0 always takes the likeliest.</summary>
    public double Temperature { get; init => field = OptionException.Within<double>(value, 0, 10)!.Value; } = 1;

    /// <summary>Only so many of the likeliest units are drawn from; null for all.</summary>
    public int? TopK { get; init => field = OptionException.Within(value, 1, 1 << 24); }

    /// <summary>
    /// Only the likeliest units that together have this share are drawn from (nucleus sampling); null for all.
    /// </summary>
    public double? TopP { get; init => field = OptionException.Within(value, 1e-6, 1); }

    /// <summary>The same seed gives the same text.</summary>
    public ulong Seed { get; init; } = 1;
}
