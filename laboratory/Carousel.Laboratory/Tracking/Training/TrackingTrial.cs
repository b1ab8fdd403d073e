using System.Diagnostics;
using Carousel.Autograd;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Tracking.Training;

/// <summary>A network on a problem, from one seed.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Network">The network.</param>
/// <param name="Seed">The seed.</param>
internal sealed record TrackingTrial(TrackingProblem Problem, TrackedNetwork Network, ulong Seed)
{
    private const int SequencesAtOnce = 64;

    /// <summary>In how many parts of a sequence the last one is looked at by itself.</summary>
    private const int Parts = 10;

    /// <summary>The name in progress.</summary>
    public string Name => $"{Network.Name}, {Problem.Name}, seed {Seed}";

    /// <summary>Trains and tests.</summary>
    /// <param name="settings">How.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share of the batches that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrackingResult Run(
        TrackingSettings settings, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        (TaskNetwork network, TrackingTraining training) = Train(settings, backend, progress, cancellation);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        LengthScore[] scores = [.. settings.LengthsOf(Problem).Select(length => Test(tape, network, settings, length))];
        return new TrackingResult(
            Problem.Word, Network.Word, Seed, settings.KeyOf(Network), network.ParameterCount, training, scores);
    }

    /// <summary>Trains.</summary>
    /// <param name="settings">How.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share of the batches that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The network with the parameters that were best on longer validation sequences.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (TaskNetwork Network, TrackingTraining Training) Train(
        TrackingSettings settings, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var network = new TaskNetwork(Network.Make(Problem.Inputs, Problem.Answers), Problem.Answers);
        network.Build(backend, Seed);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var course = new TrackingCourse(network, Problem, settings, Seed, stop.Cancel, progress);
        var options = new TrainerOptions
        {
            Seed = Seed,
            Epochs = Math.Max(1, settings.MostBatches / settings.CheckEvery),
            LearningRate = Network.LearningRate,
            Schedule = new CosineSchedule { FinalFactor = 0.05 },
        };
        var watch = Stopwatch.StartNew();
        bool isDiverged = TaskTraining.Fit(backend, course, options, stop.Token);
        cancellation.ThrowIfCancellationRequested();
        return (network, new TrackingTraining(
            course.Batches, course.FirstPerfect, course.IsTimeOver, isDiverged, watch.Elapsed.TotalSeconds));
    }

    private LengthScore Test(Tape tape, TaskNetwork network, TrackingSettings settings, int length)
    {
        var task = new TrackingTask(Problem, length, length);
        var batch = new TaskBatch(task);
        // Where there is an answer at every step, those at the beginning are easier than those at the end.
        int late = Problem.IsRunning ? length - Math.Max(1, length / Parts) : 0;
        long targets = 0, right = 0, lateTargets = 0, lateRight = 0, whole = 0;
        for (int first = 0; first < settings.TestSequences; first += SequencesAtOnce)
        {
            int sequences = Math.Min(SequencesAtOnce, settings.TestSequences - first);
            task.Draw(new TrialRandom(Seed, $"{task.Name}/test", first / SequencesAtOnce), sequences, batch);
            float[] outputs = TaskEvaluation.Predict(tape, network, batch);
            var isWrong = new bool[sequences];
            for (int k = 0; k < batch.TargetCount; k++)
            {
                bool isRight = TaskEvaluation.Choose(outputs.AsSpan(k * Problem.Answers, Problem.Answers))
                    == (int)batch.Targets[k];
                bool isLate = batch.TargetSteps[k] >= late;
                targets++;
                right += isRight ? 1 : 0;
                lateTargets += isLate ? 1 : 0;
                lateRight += isRight && isLate ? 1 : 0;
                isWrong[batch.TargetSequences[k]] |= !isRight;
            }

            whole += isWrong.Count(w => !w);
        }

        return new LengthScore(
            length, (double)lateRight / lateTargets, (double)right / targets, (double)whole / settings.TestSequences);
    }
}
