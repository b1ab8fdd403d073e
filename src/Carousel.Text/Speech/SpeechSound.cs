using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>What a transcriber does with sound where the user asks for nothing else.</summary>
internal static class SpeechSound
{
    /// <summary>The features of recordings.</summary>
    public static SoundFeatureOptions Features { get; } = new()
    {
        Kind = SoundFeatureKind.Mfcc,
        Coefficients = 20,
        Stack = 3,
        Normalization = SoundNormalization.Speech,
    };

    /// <summary>The changes of recordings while training.</summary>
    public static SoundVariation Variation { get; } = new(Speed: 0.1, Tract: 0.1, Noise: 0.3, Shift: 0);

    /// <summary>How many masks hide bands, and how many hide stretches of time, while training.</summary>
    public const int Masks = 2;

    /// <summary>
    /// What is hidden of recordings: a mask is a sixth of a frame wide at most, or a twenty-fifth of a recording long.
    /// </summary>
    /// <param name="features">What rows hold.</param>
    internal static SpectralMasking Masking(SoundFeatureOptions features) =>
        new(Masks, features.FrameFeatures / 6, Masks, 0.04);
}
