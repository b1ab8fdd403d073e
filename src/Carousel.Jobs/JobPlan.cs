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
    public abstract IEnumerable<JobFact> Facts { get; }

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

    /// <inheritdoc cref="IJobPlan.FitAsync"/>
    public async Task<Fitted<TModel>> FitAsync(FitRun? run = null, CancellationToken cancellation = default) =>
        await ModelFitting.RunAsync(
            fit.Threads,
            backend =>
            {
                var fitting = new JobFitting(this, training, backend, run ?? new FitRun(), cancellation);
                return Train(fitting) with { Trainings = fitting.Trainings };
            }).ConfigureAwait(false);

    /// <inheritdoc/>
    async Task<IFitted> IJobPlan.FitAsync(FitRun? run, CancellationToken cancellation) =>
        await FitAsync(run, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="IJobPlan.Fitted"/>
    public Fitted<TModel> Fitted(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(this, model);
    }

    /// <inheritdoc/>
    IFitted IJobPlan.Fitted(IJobModel model) => Fitted((TModel)model);

    /// <summary>Makes and trains the network.</summary>
    /// <param name="fitting">Begins and trains.</param>
    /// <returns>What was fitted; the model owns the backend.</returns>
    private protected abstract Fitted<TModel> Train(JobFitting fitting);

    /// <summary>Compares the model with its baselines on the test set, which had no share in the training.</summary>
    internal abstract JobResult Measure(Fitted<TModel> fitted, CancellationToken cancellation);
}
