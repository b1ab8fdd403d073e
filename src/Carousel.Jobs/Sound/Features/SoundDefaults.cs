namespace Carousel.Jobs.Sound;

/// <summary>What a job does with sound where nothing is asked.</summary>
/// <param name="Features">What a frame becomes.</param>
/// <param name="Variation">How recordings are changed while training.</param>
/// <param name="Masks">How many masks are laid over bands, and over time.</param>
internal sealed record SoundDefaults(SoundFeatureOptions Features, SoundVariation Variation, int Masks)
{
    /// <summary>The default of an option in words; null where nothing is to be said of it.</summary>
    /// <param name="property">The property of <see cref="SoundOptions"/>.</param>
    public string? Of(string property) => property switch
    {
        nameof(SoundOptions.Features) => Features.Kind == SoundFeatureKind.Mfcc ? "mfcc" : "mel",
        nameof(SoundOptions.Normalization) => Features.Normalization switch
        {
            SoundNormalization.Recording => "recording",
            SoundNormalization.Speech => "speech",
            _ => null,
        },
        nameof(SoundOptions.Bands) => $"{Features.Bands}",
        nameof(SoundOptions.Coefficients) => $"{Features.Coefficients}",
        nameof(SoundOptions.SpeedChange) => FormattableString.Invariant($"{Variation.Speed}"),
        nameof(SoundOptions.TractChange) => FormattableString.Invariant($"{Variation.Tract}"),
        nameof(SoundOptions.NoiseShare) => FormattableString.Invariant($"{Variation.Noise}"),
        nameof(SoundOptions.Masks) => $"{Masks}",
        _ => null,
    };
}
