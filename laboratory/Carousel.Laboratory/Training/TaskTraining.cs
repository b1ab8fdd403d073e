using System.Diagnostics;
using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Training;

/// <summary>Trains a network on a task until it is solved or the budget is used up.</summary>
internal static class TaskTraining
{
    /// <summary>
    /// Trains on any problem; the network holds the last parameters, or the best where the options keep them.
    /// </summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="problem">Network and loss.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Ends the training without an exception.</param>
    /// <param name="observer">Sees every step; may be null.</param>
    /// <returns>Whether it ended with a number that is not finite.</returns>
    public static bool Fit(
        CpuBackend backend, ITrainingProblem problem, TrainerOptions options, CancellationToken stop,
        ITrainingObserver? observer = null)
    {
        using var trainer = new Trainer(backend, problem, options, observer is null ? null : [observer]);
        try
        {
            trainer.Fit(stop);
            return false;
        }
        catch (DivergenceException)
        {
            return true;
        }
    }

    /// <summary>Trains.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Built; holds the last parameters afterwards, or the best if the options ask for
    /// them.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">The seed of sequences and training.</param>
    /// <param name="cancellation">Stops the training.</param>
    /// <param name="progress">Told the share of the budget that is used up.</param>
    /// <returns>What came of it; the test sequences are looked at once, at the end.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TaskOutcome Run(
        CpuBackend backend, TaskNetwork network, SequenceTask task, TaskTrainingOptions options, ulong seed,
        CancellationToken cancellation, Action<double>? progress = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var curve = new List<CurvePoint>();
        bool isSolved = false;
        long perCheck = (long)options.CheckEvery * options.BatchSize;
        int checks = (int)Math.Max(1, (options.MostSequences + perCheck - 1) / perCheck);
        var problem = new TaskProblem(network, task, options, seed, Judge);
        var watch = Stopwatch.StartNew();
        TrainerOptions trainerOptions = options.Trainer with
        {
            Seed = seed,
            Epochs = checks,
            KeepBest = options.KeepBest,
            Patience = 0,
        };
        bool isDiverged = Fit(backend, problem, trainerOptions, stop.Token, options.Observer);
        cancellation.ThrowIfCancellationRequested();
        double seconds = watch.Elapsed.TotalSeconds;
        using var arena = new Arena(backend);
        TaskScore test = TaskEvaluation.Score(
            new Tape(backend, arena), network, task,
            TaskEvaluation.Draw(task, seed, "test", options.TestSequences ?? options.HeldSequences));
        return new TaskOutcome(isSolved, isDiverged, curve.Count > 0 ? curve[^1].Sequences : 0, test, curve, seconds);

        void Judge(CurvePoint point)
        {
            curve.Add(point);
            progress?.Invoke((double)curve.Count / checks);
            if (options.IsSolved?.Invoke(point.Score) == true)
            {
                isSolved = true;
                stop.Cancel();
            }
        }
    }
}
