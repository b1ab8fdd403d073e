using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Jobs.Fitting;

/// <summary>
/// What every job does alike when it trains: begin with fresh or given parameters, go on from a checkpoint, train.
/// </summary>
internal static class ModelFitting
{
    // Small models: a checkpoint costs milliseconds, so a run that is killed loses little.
    private const double SecondsBetweenCheckpoints = 2;

    /// <summary>Runs a fit on a separate thread, with a backend that the fitted model owns in the end.</summary>
    /// <typeparam name="TModel">The fitted model.</typeparam>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <param name="fit">Fits; the backend is given back where it fails.</param>
    /// <returns>The fitted model.</returns>
    public static Task<TModel> RunAsync<TModel>(int threads, Func<CpuBackend, TModel> fit) =>
        Task.Run(() => WithBackend(threads, fit));

    /// <summary>Makes something that owns a new backend.</summary>
    /// <typeparam name="TModel">What is made.</typeparam>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <param name="make">Makes it; the backend is given back where it fails.</param>
    /// <returns>What was made.</returns>
    public static TModel WithBackend<TModel>(int threads, Func<CpuBackend, TModel> make)
    {
        var backend = new CpuBackend(threads);
        try
        {
            return make(backend);
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Loads a model that owns a new backend. The file is mapped meanwhile: parameters take their values from where
    /// they lie, and whatever else is kept of a tensor is copied.
    /// </summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="path">Its file.</param>
    /// <param name="task">The task it must be for.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <param name="load">Makes the model; the tensors' values end with its return, and the backend is given back where
    /// it fails.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for another task.</exception>
    public static TModel Load<TModel>(
        string path, string task, int threads, Func<CpuBackend, ModelFile, TModel> load) =>
        WithBackend(threads, backend => ModelFile.Map(path, task, file => load(backend, file), backend.Threads));

    /// <summary>
    /// Gives a model its first parameters: fresh ones, or those of the run's <see cref="FitRun.From"/>.
    /// </summary>
    /// <param name="model">The model, not yet built.</param>
    /// <param name="backend">Where it computes.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="run">From where the training starts.</param>
    /// <param name="task">What a model file to start from must be for.</param>
    /// <param name="isParameter">Which tensors of that file are parameters, by name; null for all.</param>
    /// <exception cref="ModelFileException">The model to start from is damaged or of another design.</exception>
    /// <exception cref="OptionException">The model to start from has another number of networks.</exception>
    public static void Begin(
        Layer model, Backend backend, ulong seed, FitRun run, string task, Func<string, bool>? isParameter = null)
    {
        model.Build(backend, seed);

        // A checkpoint holds parameters that went on from there.
        if (run.From is { } path && !(run.Resume && File.Exists(run.CheckpointFile)))
        {
            ModelFile.Map(path, task, file =>
            {
                int found = file.Tensors.Select(t => t.Name.Split('.')).Where(n => n is ["member", ..])
                    .DistinctBy(n => n[1]).Count();
                if (found > 0 && found != model.NamedLayers.Count())
                {
                    throw new OptionException(
                        $"{path} has {found} network(s), but this training {model.NamedLayers.Count()}: "
                        + $"pass the same {{Ensemble}} and folds as for that model; one network needs {{Ensemble}} 1.");
                }

                model.Load([.. file.Tensors.Where(t => isParameter?.Invoke(t.Name) ?? true)], path);
                return model;
            }, backend.Threads);
        }
    }

    /// <summary>Trains, or continues a stopped training.</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="problem">What is trained.</param>
    /// <param name="options">How; checkpoints go where the run says.</param>
    /// <param name="run">Checkpoints and observers.</param>
    /// <param name="cancellation">Ends the training after the present step.</param>
    /// <returns>What it reached.</returns>
    /// <exception cref="DivergenceException">The training diverged.</exception>
    /// <exception cref="CheckpointException">The checkpoint to go on from is damaged or of other settings.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled when the memory had been stated.</exception>
    /// <exception cref="OptionException">Segments shall be run again, but no layer of the model can be.</exception>
    public static TrainingResult Train(
        Backend backend, ITrainingProblem problem, TrainerOptions options, FitRun run, CancellationToken cancellation)
    {
        using Trainer trainer = TrainerOf(backend, problem, options, run);
        if (run.Resume && File.Exists(run.CheckpointFile))
        {
            trainer.Resume(run.CheckpointFile);
        }

        State(trainer, problem, run, cancellation);
        return trainer.Fit(cancellation);
    }

    /// <summary>States the memory of a training that may follow.</summary>
    /// <inheritdoc cref="Train"/>
    public static void State(
        Backend backend, ITrainingProblem problem, TrainerOptions options, FitRun run, CancellationToken cancellation)
    {
        using Trainer trainer = TrainerOf(backend, problem, options, run);
        State(trainer, problem, run, cancellation);
    }

    private static void State(
        Trainer trainer, ITrainingProblem problem, FitRun run, CancellationToken cancellation)
    {
        if (run.Stated is { } stated)
        {
            stated(MemoryStatement.Of(trainer, problem, run, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static Trainer TrainerOf(Backend backend, ITrainingProblem problem, TrainerOptions options, FitRun run)
    {
        if (run.Recompute && !CanRecompute(problem.Model))
        {
            throw new OptionException(
                $"{{Recompute}} has nothing to run again in this network: that takes plain {RecurrentCell.AnyName} "
                + $"layers without dropped weights. Leave it out, or choose such layers.");
        }

        return new Trainer(
            backend, problem,
            options with
            {
                CheckpointFile = run.CheckpointFile,
                CheckpointSeconds = SecondsBetweenCheckpoints,
                Recompute = run.Recompute,
            }, run.Observers);
    }

    private static bool CanRecompute(Layer layer) =>
        layer is SequenceLayer { CanRecompute: true } || layer.Layers.Any(CanRecompute);
}
