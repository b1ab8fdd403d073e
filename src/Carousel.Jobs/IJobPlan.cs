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

    /// <summary>What was found and decided, in the order in which it is shown. Slow facts are computed when they are
    /// enumerated.</summary>
    IEnumerable<JobFact> Facts { get; }

    /// <summary>How the model is made and trained.</summary>
    FitOptions Fit { get; }

    /// <summary>Texts of missing values that the data were read with, in addition to the usual ones.</summary>
    IReadOnlyList<string> Missing => [];

    /// <summary>What is counted while training, in the plural, such as <c>sentences</c>.</summary>
    string Unit { get; }

    /// <summary>How many of them an epoch has.</summary>
    double UnitsPerEpoch { get; }

    /// <summary>What a training loss is multiplied by where it is shown, so that it has the unit of the validation
    /// score.</summary>
    double LossScale => 1;

    /// <summary>
    /// Names of the files that <see cref="IFitted.Measure"/> writes next to the model: those of an earlier run are
    /// removed before.
    /// </summary>
    IReadOnlyList<string> FileNames { get; }

    /// <summary>
    /// About how many bytes measuring and the report take beyond the data, once the training has given its memory back.
    /// </summary>
    long MeasuringBytes => FitRun.UsualMeasuringBytes;

    /// <summary>Trains.</summary>
    /// <param name="run">Checkpoints and observers; null for none.</param>
    /// <param name="cancellation">Ends the training after the present step: the best model so far is given, its summary
    /// says that it was cancelled, and the checkpoint is kept.</param>
    /// <returns>What was fitted, owned by the caller.</returns>
    /// <exception cref="Training.DivergenceException">The training diverged.</exception>
    /// <exception cref="Storage.CheckpointException">The checkpoint to go on from is damaged or of other
    /// settings.</exception>
    /// <exception cref="Storage.ModelFileException">The model to start from is damaged or of another
    /// design.</exception>
    Task<IFitted> FitAsync(FitRun? run = null, CancellationToken cancellation = default);

    /// <summary>An earlier fit of this plan whose model was loaded. It has no comparison and no latest model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The fit, to measure it. Disposing it disposes the model.</returns>
    IFitted Fitted(IJobModel model);
}
