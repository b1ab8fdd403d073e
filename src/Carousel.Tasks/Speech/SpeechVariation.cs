using Carousel.Layers;
using Carousel.Tasks.Sound;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Speech;

/// <summary>Features of clips as the training sees them: other speeds, vocal tracts and noise in each epoch, parts hidden.</summary>
/// <param name="features">What rows hold.</param>
/// <param name="sound">How the sound is changed; null for not at all.</param>
/// <param name="masking">What is hidden; null for nothing.</param>
/// <param name="seed">The training's seed.</param>
internal sealed class SpeechVariation(SoundFeatureOptions features, SoundVariation? sound, SpectralMasking? masking, ulong seed)
{
    /// <summary>The features of a clip in an epoch.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="labels">Its labels: where a faster one has too few steps for them, the clip stays as it is.</param>
    /// <param name="stream">Which clip in which epoch.</param>
    /// <returns>[T, F].</returns>
    public float[] Features(SpeechClip clip, ReadOnlySpan<int> labels, uint stream)
    {
        float[] rows;
        if (sound is null)
        {
            rows = SoundFeatures.Of(clip.Recording, features);
        }
        else
        {
            (SoundRecording changed, double warp) = sound.Apply(clip.Recording, seed, stream);
            rows = SoundFeatures.Of(changed, features, warp);
            if (rows.Length / features.Features < Ctc.StepsNeeded(labels))
            {
                rows = SoundFeatures.Of(clip.Recording, features, warp);
            }
        }

        masking?.Apply(rows, features, seed, stream);
        return rows;
    }
}
