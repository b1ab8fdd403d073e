using Carousel.Execution;

namespace Carousel.Tasks.Classification;

/// <summary>What is changed at random in a sequence while training, so that a network does not hang on single words or values.</summary>
/// <param name="Words">The share of words replaced by the unknown one.</param>
/// <param name="Jitter">The deviation of what is added to scaled channels.</param>
/// <param name="Random">The numbers of one network.</param>
internal sealed record ClassNoise(double Words, double Jitter, CounterRandom Random)
{
    private const int LongestSequence = 1 << 22;

    /// <summary>How recordings are changed; null where the sequences are no sound.</summary>
    public SoundNoise? Sound { get; init; }

    /// <summary>Whether a word is replaced.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sample">The place of the sequence in the training data.</param>
    /// <param name="step">The step.</param>
    public bool Drops(int epoch, int sample, int step) =>
        Words > 0 && CounterRandom.ToUniform(Random.Word((uint)epoch, ((long)sample * LongestSequence) + step)) < Words;

    /// <summary>Adds noise to the features of a step: sums of four uniform numbers, which are near enough to normal.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sample">The place of the sequence in the training data.</param>
    /// <param name="step">The step.</param>
    /// <param name="features">[F], changed.</param>
    public void Add(int epoch, int sample, int step, Span<float> features)
    {
        // A uniform number has the variance 1/12, the sum of four 1/3.
        float scale = (float)(Jitter * Math.Sqrt(3));
        for (int f = 0; f < features.Length && Jitter > 0; f++)
        {
            (uint a, uint b, uint c, uint d) = Random.Block((uint)epoch, (uint)sample, (uint)step, (uint)f);
            float sum = CounterRandom.ToUniform(a) + CounterRandom.ToUniform(b) + CounterRandom.ToUniform(c) + CounterRandom.ToUniform(d);
            features[f] += scale * (sum - 2);
        }
    }
}
