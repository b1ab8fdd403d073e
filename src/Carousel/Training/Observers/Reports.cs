namespace Carousel.Training;

/// <summary>What lies ahead of a training.</summary>
/// <param name="Parameters">How many values are trained.</param>
/// <param name="Epochs">Most epochs.</param>
/// <param name="Steps">Most steps.</param>
/// <param name="FirstStep">Steps made before: 0, or where the checkpoint stands.</param>
/// <param name="FirstEpoch">Epochs done before.</param>
public readonly record struct TrainingPlan(long Parameters, int Epochs, long Steps, long FirstStep, int FirstEpoch);

/// <summary>One step.</summary>
/// <param name="Step">Steps made, 1, 2, ….</param>
/// <param name="Steps">Most steps.</param>
/// <param name="Epoch">The epoch it belongs to, 1, 2, ….</param>
/// <param name="Epochs">Most epochs.</param>
/// <param name="Loss">Mean loss over the step's elements.</param>
/// <param name="GradientNorm">Global norm of the gradient before clipping by norm.</param>
/// <param name="LearningRate">The rate it was made with.</param>
/// <param name="Elements">How many elements the loss is a mean of.</param>
public readonly record struct StepReport(
    long Step, long Steps, int Epoch, int Epochs, double Loss, double GradientNorm, double LearningRate,
    double Elements)
{
    /// <summary>Elapsed and left.</summary>
    public TrainingTimes Times { get; init; }
}

/// <summary>One epoch.</summary>
/// <param name="Record">What it gave.</param>
/// <param name="Epochs">Most epochs.</param>
/// <param name="Steps">Most steps.</param>
/// <param name="Times">Elapsed and left.</param>
public readonly record struct EpochReport(EpochRecord Record, int Epochs, long Steps, TrainingTimes Times);

/// <summary>
/// Times of a training, from its clock. For people and logs; nothing that is computed depends on them.
/// </summary>
/// <param name="Elapsed">Since the training began or was resumed.</param>
/// <param name="Left">Until the last epoch at the present pace, an upper bound where it may stop early.</param>
/// <param name="StepsPerSecond">The pace since then; 0 until it is known.</param>
public readonly record struct TrainingTimes(TimeSpan Elapsed, TimeSpan Left, double StepsPerSecond);
