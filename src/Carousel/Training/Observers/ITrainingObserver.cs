using Carousel.Autograd;

namespace Carousel.Training;

/// <summary>
/// Is told how a training goes. Called on the training's thread: be quick, and change nothing of the model.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>
    /// What is to be trained, said once before <see cref="OnStarted"/>: for observers that look inside.
    /// </summary>
    /// <param name="backend">Where the model was built. A tape of the observer's own, begun for inference, leaves the
    /// training's bits as they are.</param>
    /// <param name="problem">The model and its batches.</param>
    void OnStarting(Backend backend, ITrainingProblem problem)
    {
    }

    /// <summary>The training begins, or goes on from a checkpoint.</summary>
    /// <param name="plan">What lies ahead.</param>
    void OnStarted(in TrainingPlan plan)
    {
    }

    /// <summary>A step was made.</summary>
    /// <param name="report">Counts, loss, rates and times.</param>
    void OnStep(in StepReport report)
    {
    }

    /// <summary>An epoch is done and was validated.</summary>
    /// <param name="report">Its record and times.</param>
    void OnEpoch(in EpochReport report)
    {
    }

    /// <summary>The score is the best so far; the model at this moment is kept.</summary>
    /// <param name="report">The epoch's record and times.</param>
    void OnImproved(in EpochReport report)
    {
    }

    /// <summary>The training has ended.</summary>
    /// <param name="result">What it reached.</param>
    void OnStopped(TrainingResult result)
    {
    }
}
