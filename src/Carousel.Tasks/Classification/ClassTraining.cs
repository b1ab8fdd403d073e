using Carousel.Tasks.Sound.Features;

namespace Carousel.Tasks.Classification;

/// <summary>What training a classifier has beside the choices of every job.</summary>
/// <param name="Batch">Sequences of a step.</param>
/// <param name="Folds">Parts of the training data; network m is checked on part m, and learns from the others.</param>
/// <param name="Smoothing">The share of each target that is spread over all classes.</param>
/// <param name="WordDropout">The share of words replaced by the unknown one.</param>
/// <param name="Jitter">The deviation of the noise on scaled channels.</param>
/// <param name="Weighted">Whether rare classes weigh as much as frequent ones.</param>
public sealed record ClassTraining(int Batch, int Folds, double Smoothing, double WordDropout, double Jitter, bool Weighted)
{
    /// <summary>How recordings are changed; null where the sequences are no sound.</summary>
    public SoundVariation? Variation { get; init; }

    /// <summary>What is hidden of recordings; null where the sequences are no sound.</summary>
    public SpectralMasking? Masking { get; init; }
}
