using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Jobs;

/// <summary>A running fit: the parts that a job needs to begin and train its network.</summary>
internal sealed record JobFitting
{
    private readonly IJobPlan _plan;
    private FitRun _whole;
    private List<NamedTraining> _trainings = [];
    private TrainingChoices _training;
    private FitRun _run;
    private Layer? _network;
    private bool _isStated;

    /// <summary>A fit.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="training">How it is trained.</param>
    /// <param name="backend">Where it computes; owned by the model in the end.</param>
    /// <param name="run">Checkpoints and observers.</param>
    /// <param name="cancellation">Ends the training after the present step.</param>
    public JobFitting(
        IJobPlan plan, TrainingChoices training, CpuBackend backend, FitRun run, CancellationToken cancellation)
    {
        (_plan, _training, Backend, Owned, _whole, _run, Cancellation) = (
            plan, training, backend, backend, run, run, cancellation);
        if (run is { Folder: { } folder, Resume: false, KeepsFiles: false } && Directory.Exists(folder))
        {
            // Later trainings of a run that was stopped are not those of this one.
            foreach (string name in FitRun.CheckpointNames.Where(n => n != FitRun.CheckpointName))
            {
                File.Delete(Path.Combine(folder, name));
            }
        }
    }

    /// <summary>How the network is trained.</summary>
    public TrainingChoices Training => _training;

    /// <summary>All trainings so far, in order.</summary>
    public IReadOnlyList<NamedTraining> Trainings => _trainings;

    /// <summary>Where the network computes.</summary>
    public CpuBackend Backend { get; private init; }

    /// <summary>The backend that the fitted model owns in the end.</summary>
    public CpuBackend Owned { get; }

    /// <summary>Ends the training after the present step.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Whether two trainings of the fit run at the same time, each on some of the threads.</summary>
    public bool IsSplit => _run.AtOnce > 1;

    /// <summary>
    /// Whether the first parameters are drawn, and not those of a model to start from; a checkpoint replaces them
    /// either way.
    /// </summary>
    public bool IsFresh => _run.From is null;

    /// <summary>Whether a smaller training may decide whether the whole one is trained.</summary>
    public bool MayTry => IsFresh && !_run.IsScored;

    /// <summary>Builds the network and gives it its first parameters.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <param name="network">The network, not yet built.</param>
    /// <param name="isParameter">Which tensors of a model to start from are parameters, by name; null for all.</param>
    public TNetwork Begin<TNetwork>(TNetwork network, Func<string, bool>? isParameter = null)
        where TNetwork : Layer
    {
        ModelFitting.Begin(network, Backend, _plan.Fit.Seed, _run, _plan.Task, isParameter);
        _network = network;
        return network;
    }

    /// <summary>Whether all is wanted that the command line leaves of a fit.</summary>
    public bool IsWhole => _run.Compare;

    /// <summary>
    /// Whether what the table compares with is wanted too. Not where the training starts from a model: the other
    /// network has no such beginning.
    /// </summary>
    public bool Compares => IsWhole && IsFresh;

    /// <summary>The next network belongs to another training of the same fit, with a separate checkpoint.</summary>
    /// <param name="part">Which.</param>
    /// <param name="training">How the network is trained.</param>
    public void BeginPart(FitPart part, TrainingChoices training)
    {
        _training = training;
        IPartObserver[] told = [.. _whole.Observers.OfType<IPartObserver>()];
        _run = _run with
        {
            Part = part,
            Stated = _isStated ? null : _whole.Stated,
            Observers = part.IsObserved ? _whole.Observers : told,
        };
        foreach (IPartObserver observer in told)
        {
            observer.OnPart(part.Title);
        }
    }

    /// <summary>Two later trainings run at the same time where there are threads for them.</summary>
    public void Split() => _run = _run with { AtOnce = Backend.Threads > 1 ? 2 : 1 };

    /// <summary>The same fit on some of the threads, for a training at the same time as another one.</summary>
    /// <param name="backend">Those threads.</param>
    /// <param name="isShown">Whether observers follow it.</param>
    public JobFitting On(CpuBackend backend, bool isShown = true) => this with
    {
        Backend = backend,
        _trainings = [],
        _whole = isShown ? _whole : _whole with { Observers = [] },
    };

    /// <summary>Takes over the summaries of two trainings that ran at the same time.</summary>
    /// <param name="first">The first of the results.</param>
    /// <param name="second">The second.</param>
    public void Join(JobFitting first, JobFitting second) =>
        _trainings = [.. _trainings, .. first._trainings, .. second._trainings];

    /// <summary>States the memory of a training before a smaller one decides whether there is a need for it.</summary>
    /// <param name="problem">What may be trained.</param>
    /// <exception cref="OperationCanceledException">Only the statement was asked for.</exception>
    public void State(ITrainingProblem problem)
    {
        ModelFitting.State(
            Backend, problem, _training.ToTrainerOptions(_plan.Fit.Seed, problem.BatchesIn(0)), _run, Cancellation);
        (_isStated, _run) = (true, _run with { Stated = null });
    }

    /// <summary>Trains the network that was begun.</summary>
    /// <param name="problem">What the trainer trains; disposed in the end, where it can be.</param>
    /// <param name="adjust">Changes how, where that is more than the training's choices say.</param>
    /// <param name="observer">Told of steps and epochs beside the run's observers.</param>
    /// <param name="baseline">The simple method to compare with while it trains; null for none.</param>
    public FitSummary Train(
        ITrainingProblem problem, Func<TrainerOptions, TrainerOptions>? adjust = null,
        ITrainingObserver? observer = null, ValidationBaseline? baseline = null)
    {
        using var owned = problem as IDisposable;
        _isStated = true;
        TrainerOptions options = _training.ToTrainerOptions(_plan.Fit.Seed, problem.BatchesIn(0));
        TrainingResult result = ModelFitting.Train(
            Backend, problem, adjust?.Invoke(options) ?? options,
            _run with { Observers = [.. _run.Observers, .. Beside(observer, baseline)] }, Cancellation);
        FitSummary summary = Summary(result);
        _trainings.Add(new NamedTraining(_run.Part.Name, summary));
        return summary;
    }

    /// <summary>The summary of a network that was begun and not trained.</summary>
    /// <param name="score">Its validation score; null where nothing validates.</param>
    public FitSummary Untrained(double? score) =>
        Summary(new TrainingResult(StopReason.Completed, 0, 0, score, 0, []));

    private FitSummary Summary(TrainingResult result) =>
        FitSummary.Of(result, _plan.Fit.Seed, _network!.ParameterCount) with
        {
            Missing = _plan.Missing.Where(m => !MissingMarks.IsUsual(m)).ToArray() is { Length: > 0 } own ? own : null,
        };

    private IEnumerable<ITrainingObserver> Beside(ITrainingObserver? observer, ValidationBaseline? baseline)
    {
        IBaselineObserver[] told = [.. _run.Observers.OfType<IBaselineObserver>()];
        if (baseline is not null && told.Length > 0)
        {
            yield return new BaselineTeller(baseline, told, Cancellation);
        }

        if (observer is not null)
        {
            yield return observer;
        }
    }
}
