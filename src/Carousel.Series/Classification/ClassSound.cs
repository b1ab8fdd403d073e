using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>What a classifier does with sound where the user asks for nothing else.</summary>
internal static class ClassSound
{
    /// <summary>The features of recordings.</summary>
    public static SoundFeatureOptions Features { get; } = new()
    {
        Kind = SoundFeatureKind.Mfcc,
        Coefficients = 20,
        Normalization = SoundNormalization.Recording,
    };

    /// <summary>The changes of recordings while training.</summary>
    public static SoundVariation Variation { get; } = new(Speed: 0.15, Tract: 0.15, Noise: 0.5, Shift: 0.05);

    /// <summary>What is hidden of them.</summary>
    public static SpectralMasking Masking { get; } = new(
        BandMasks: 1, WidestBands: 8, TimeMasks: 1, LongestShare: 0.15);
}
