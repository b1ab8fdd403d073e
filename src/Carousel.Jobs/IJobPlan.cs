using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>
/// A job on the user's data before its training: the data are read and divided, the network is decided, nothing is
/// trained.
/// </summary>
public interface IJobPlan
{
    /// <summary>What the model is for, as its file says, such as <c>classify</c>.</summary>
    string Task { get; }

    /// <summary>How messages call the data.</summary>
    string DataName { get; }

    /// <summary>What was found and decided, in the order in which it is shown.</summary>
    IReadOnlyList<JobFact> Facts { get; }

    /// <summary>How the model is made and trained.</summary>
    FitOptions Fit { get; }

    /// <summary>Texts of missing values that the data were read with, beside the usual ones.</summary>
    IReadOnlyList<string> Missing => [];

    /// <summary>What is counted while training, in the plural, such as <c>sentences</c>.</summary>
    string Unit { get; }

    /// <summary>How many of them an epoch has.</summary>
    double UnitsPerEpoch { get; }

    /// <summary>What a training loss is multiplied by where it is shown, so that it has the unit of the validation
    /// score.</summary>
    double LossScale => 1;

    /// <summary>
    /// Names of the files that <see cref="Measure"/> leaves beside the model: those of an earlier run are removed
    /// before.
    /// </summary>
    IReadOnlyList<string> FileNames { get; }

    /// <summary>
    /// About how many bytes measuring and the report take beyond the data, once the training has given its memory back.
    /// </summary>
    long MeasuringBytes => FitRun.UsualMeasuringBytes;

    /// <summary>Trains.</summary>
    /// <param name="run">Checkpoints and observers.</param>
    /// <param name="cancellation">Ends the training after the present step: the best model so far is given, its summary
    /// says that it was cancelled, and the checkpoint is kept.</param>
    /// <returns>The fitted model, owned by the caller.</returns>
    /// <exception cref="Training.DivergenceException">The training diverged.</exception>
    /// <exception cref="Storage.CheckpointException">The checkpoint to go on from is damaged or of other
    /// settings.</exception>
    /// <exception cref="Storage.ModelFileException">The model to start from is damaged or of another
    /// design.</exception>
    Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation);

    /// <summary>Measures a fitted model on the part that had no share in its training, beside the baselines.</summary>
    /// <param name="model">What <see cref="FitAsync"/> gave.</param>
    /// <param name="command">The command line that makes it again, for the report.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The result with report and files.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    JobResult Measure(IJobModel model, string command, CancellationToken cancellation);
}
