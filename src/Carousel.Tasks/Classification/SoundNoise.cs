using Carousel.Tasks.Sound;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Classification;

/// <summary>Changes recordings while training: each time they are heard they have another speed, vocal tract, noise, and other parts hidden.</summary>
/// <param name="encoder">Makes features of what was changed.</param>
/// <param name="variation">How the sound is changed.</param>
/// <param name="masking">What is hidden of its features.</param>
/// <param name="seed">Of one network.</param>
internal sealed class SoundNoise(ClassEncoder encoder, SoundVariation variation, SpectralMasking masking, ulong seed)
{
    private const int MostRecordings = 1 << 18;

    /// <summary>A recording as it is heard in an epoch.</summary>
    /// <param name="sample">The recording.</param>
    /// <param name="place">Its place in the training data.</param>
    /// <param name="epoch">The epoch.</param>
    /// <returns>The changed features.</returns>
    public EncodedSample Vary(EncodedSample sample, int place, int epoch)
    {
        SoundFeatureOptions options = encoder.Design.Sound!;
        uint stream = (uint)((epoch * MostRecordings) + place);
        (SoundRecording sound, double warp) = variation.Apply(sample.Sound!, seed, stream);
        float[] values = SoundFeatures.Plain(sound, options, warp);
        variation.Colourise(values, options, seed, stream);
        SoundFeatures.Normalised(values, options);
        float[] features = encoder.Features(values, values.Length / options.Features);
        masking.Apply(features, options, seed, stream, encoder.Design.Features);
        return sample with { Features = features, Steps = values.Length / options.Features };
    }
}
