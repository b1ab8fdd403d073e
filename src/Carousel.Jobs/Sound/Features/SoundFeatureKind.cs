using Carousel.Jobs.Options;

namespace Carousel.Jobs.Sound;

/// <summary>What a frame of sound becomes.</summary>
public enum SoundFeatureKind
{
    /// <summary>The logarithm of the energy in bands on the mel scale.</summary>
    [OptionWord("mel")]
    LogMel,

    /// <summary>
    /// The cosine transform of those logarithms: mel-frequency cepstral coefficients (Davis and Mermelstein 1980).
    /// </summary>
    Mfcc,
}
