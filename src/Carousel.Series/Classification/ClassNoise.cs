using Carousel.Jobs.Sound;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// What is changed at random in a sequence while training, so that a network does not hang on single words or values.
/// </summary>
/// <param name="encoder">Makes features of changed recordings.</param>
/// <param name="training">How much is changed.</param>
/// <param name="member">Which network: each has its own changes.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class ClassNoise(ClassEncoder encoder, ClassTraining training, int member, ulong seed)
{
    private const int LongestSequence = 1 << 22, MostRecordings = 1 << 18;

    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose($"noise of network {member}"));
    private readonly CounterRandom _warpRandom = new(seed, CounterRandom.Purpose($"warping of network {member}"));
    private readonly SeriesWarping _warping = new(training.Warp);
    private readonly ulong _soundSeed = seed + ((ulong)member << 32);

    /// <summary>The augmented sequence of an epoch.</summary>
    /// <param name="sample">The sequence.</param>
    /// <param name="place">Its place in the training data.</param>
    /// <param name="epoch">The epoch.</param>
    public EncodedSample Change(EncodedSample sample, int place, int epoch)
    {
        ClassDesign design = encoder.Design;
        EncodedSample changed = training is { Variation: { } variation, Masking: { } masking }
            ? Vary(sample, (uint)((epoch * MostRecordings) + place), variation, masking)
            : training.Warp == 0 ? sample : sample with
            {
                Values = encoder.Features(_warping.Apply(
                    sample.Source.Values, design.Channels.Count, _warpRandom, epoch, place)),
            };
        if ((design.IsText ? training.WordDropout : training.Jitter) <= 0)
        {
            return changed;
        }

        float[] values = [.. changed.Values];
        for (int t = 0; t < changed.Steps; t++)
        {
            if (!design.IsText)
            {
                Jitter(values.AsSpan(t * design.Features, design.Features), epoch, place, t);
            }
            else if (CounterRandom.ToUniform(_random.Word((uint)epoch, ((long)place * LongestSequence) + t))
                < training.WordDropout)
            {
                values[t] = 0;
            }
        }

        return changed with { Values = values };
    }

    /// <summary>
    /// Adds noise to the features of a step: sums of four uniform numbers, which are near enough to normal.
    /// </summary>
    private void Jitter(Span<float> features, int epoch, int place, int step)
    {
        // A uniform number has the variance 1/12, the sum of four 1/3.
        float scale = (float)(training.Jitter * Math.Sqrt(3));
        for (int f = 0; f < features.Length; f++)
        {
            (uint a, uint b, uint c, uint d) = _random.Block((uint)epoch, (uint)place, (uint)step, (uint)f);
            float sum = CounterRandom.ToUniform(a) + CounterRandom.ToUniform(b) + CounterRandom.ToUniform(c)
                + CounterRandom.ToUniform(d);
            features[f] += scale * (sum - 2);
        }
    }

    /// <summary>A recording with another speed, vocal tract and noise, and other parts hidden.</summary>
    private EncodedSample Vary(EncodedSample sample, uint stream, SoundVariation variation, SpectralMasking masking)
    {
        SoundFeatureOptions options = encoder.Design.Sound!;
        (SoundRecording sound, double warp) = variation.Apply(sample.Source.Sound!, _soundSeed, stream);
        float[] values = SoundFeatures.Of(sound, options, warp);
        float[] features = encoder.Features(values);
        masking.Apply(features, options, _soundSeed, stream, encoder.Design.Features);
        return sample with { Values = features, Steps = values.Length / options.Features };
    }
}
