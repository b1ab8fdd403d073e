namespace Carousel.Training;

/// <summary>
/// Receives reports of a training. The methods run on the training's thread: they must be quick and must not change the
/// model.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>The training begins, or continues from a checkpoint.</summary>
    /// <param name="plan">The planned epochs and steps.</param>
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
