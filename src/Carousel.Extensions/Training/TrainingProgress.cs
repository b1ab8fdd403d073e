using Carousel.Training;

namespace Carousel.Extensions.Training;

/// <summary>How far a training is, told after steps and after each epoch.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Steps">Most steps.</param>
/// <param name="Epoch">The epoch it is in, or has ended: 1, 2, ….</param>
/// <param name="Epochs">Most epochs.</param>
/// <param name="Loss">Of a step its batch's mean loss, of an epoch the mean over it.</param>
/// <param name="Elapsed">Since the training began or was resumed.</param>
/// <param name="Left">Until the last epoch at the present pace; an upper bound where it may stop early.</param>
public sealed record TrainingProgress(
    long Step, long Steps, int Epoch, int Epochs, double Loss, TimeSpan Elapsed, TimeSpan Left)
{
    /// <summary>The epoch's record; null after a step.</summary>
    public EpochRecord? Ended { get; init; }

    /// <summary>How much of the most steps is done, 0 … 1.</summary>
    public double Share => Steps > 0 ? (double)Step / Steps : 0;
}
