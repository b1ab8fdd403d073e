using Carousel.Jobs.Fitting;

namespace Carousel.Jobs;

/// <summary>The frame of a job: it trains, measures and reports; the job says what only it knows.</summary>
/// <typeparam name="TModel">The fitted model.</typeparam>
/// <param name="fit">What the user said of model and training.</param>
/// <param name="training">How the network is trained, with every gap filled.</param>
public abstract class JobPlan<TModel>(FitOptions fit, TrainingChoices training) : IJobPlan
    where TModel : class, IJobModel
{
    /// <inheritdoc/>
    public abstract string Task { get; }

    /// <summary>The verb of the command line that makes it.</summary>
    public virtual string Verb => Task;

    /// <inheritdoc/>
    public abstract string DataName { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<JobFact> Facts { get; }

    /// <inheritdoc/>
    public FitOptions Fit => fit;

    /// <inheritdoc/>
    public IReadOnlyList<string> Missing { get; private protected init; } = [];

    /// <summary>How the network is trained.</summary>
    public TrainingChoices Training => training;

    /// <inheritdoc/>
    public abstract string Unit { get; }

    /// <inheritdoc/>
    public abstract double UnitsPerEpoch { get; }

    /// <inheritdoc/>
    public virtual double LossScale => 1;

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> FileNames => [];

    /// <inheritdoc/>
    public virtual long MeasuringBytes => FitRun.UsualMeasuringBytes;

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await ModelFitting.RunAsync(
            fit.Threads, backend => Train(new JobFitting(this, training, backend, run, cancellation)))
            .ConfigureAwait(false);
    }

    /// <summary>How a model's network was trained, where a fit trains several and keeps one.</summary>
    private protected virtual TrainingChoices TrainingOf(TModel model) => training;

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        JobResult result = Measure((TModel)model, cancellation);
        return result.Page is null
            ? result
            : result with
            {
                Report = JobReport.Make(
                this, Verb, TrainingOf((TModel)model), model.Summary, result, command),
            };
    }

    /// <summary>Makes and trains the network.</summary>
    /// <param name="fitting">Begins and trains.</param>
    /// <returns>The fitted model; it owns the backend.</returns>
    private protected abstract TModel Train(JobFitting fitting);

    /// <summary>Measures on the part that had no share in the training, beside the baselines.</summary>
    protected abstract JobResult Measure(TModel model, CancellationToken cancellation);
}
