using System.Diagnostics;
using Carousel.Autograd;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Laboratory.Tracking.Million;

/// <summary>A network that was trained on at most 40 symbols follows one stream, from one seed.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Network">The network.</param>
/// <param name="Seed">The seed.</param>
internal sealed record StreamTrial(AutomatonProblem Problem, TrackedNetwork Network, ulong Seed)
{
    /// <summary>The longest stream of a network whose memory grows with it.</summary>
    public const int LongestPass = 10_000;

    /// <summary>The name in progress.</summary>
    public string Name => $"{Network.Name}, {Problem.Name}, seed {Seed}";

    /// <summary>Trains, and follows a stream.</summary>
    /// <param name="settings">How it is trained.</param>
    /// <param name="symbols">The length of the stream, a power of ten.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public StreamResult Run(
        TrackingSettings settings, int symbols, CpuBackend backend, Action<double> progress,
        CancellationToken cancellation)
    {
        const double TrainingShare = 0.9;
        var trial = new TrackingTrial(Problem, Network, Seed);
        (TaskNetwork network, TrackingTraining training) = trial.Train(
            settings, backend, share => progress(TrainingShare * share), cancellation);
        progress(TrainingShare);
        var decades = new List<StreamDecade>();
        var tally = new StreamTally();
        long allocated = network.Core.IsCausal
            ? Follow(backend, network, symbols, tally, decades, cancellation)
            : Pass(backend, network, Math.Min(symbols, LongestPass), tally, decades, cancellation);
        return new StreamResult(
            Problem.Word, Network.Word, Seed, tally.FirstWrong, tally.Right, allocated, training, decades);
    }

    // Symbol by symbol, in the memory of one step. Allocations are counted from the second decade on.
    private long Follow(
        CpuBackend backend, TaskNetwork network, int symbols, StreamTally tally, List<StreamDecade> decades,
        CancellationToken cancellation)
    {
        const int BetweenLooks = 10_000, WarmSteps = 2_000;
        using var core = new StreamingSession(backend, network.Core);
        using var readout = new StreamingSession(backend, network.Readout);
        var random = Draws();
        float[] input = new float[Problem.Symbols], hidden = new float[network.Core.OutputSize],
            output = new float[Problem.Answers];
        for (int warm = 0; warm < WarmSteps; warm++)
        {
            core.Step(input, hidden);
            readout.Step(hidden, output);
        }

        core.Reset();
        decades.Capacity = 16;
        int state = 0;
        long started = Stopwatch.GetTimestamp(), begun = 0, allocated = 0;
        int last = 0;
        while (tally.Symbols < symbols)
        {
            int symbol = random.Below(Problem.Symbols);
            state = Problem.Next(state, symbol);
            Array.Clear(input);
            input[symbol] = 1;
            core.Step(input, hidden);
            readout.Step(hidden, output);
            if (tally.Add(TaskEvaluation.Choose(output) == state) is { } right)
            {
                allocated += decades.Count > 0 ? GC.GetAllocatedBytesForCurrentThread() - begun : 0;
                double passed = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
                decades.Add(new StreamDecade(
                    tally.Symbols, right, passed / (tally.Symbols - last), network.Core.StateSize * sizeof(float)));
                (last, started, begun) = (
                    tally.Symbols, Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            }

            if (tally.Symbols % BetweenLooks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return allocated;
    }

    // All at once, as attention to every step before needs it: a separate pass for each decade.
    private long Pass(
        CpuBackend backend, TaskNetwork network, int symbols, StreamTally tally, List<StreamDecade> decades,
        CancellationToken cancellation)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var task = new TrackingTask(Problem, symbols, symbols);
        for (int until = 10; until <= symbols; until *= 10)
        {
            cancellation.ThrowIfCancellationRequested();
            using var arena = new Arena(backend, blockLength: 1 << 12);
            var batch = new TaskBatch(task);
            batch.Begin(until, sequences: 1);
            var random = Draws();
            int state = 0;
            for (int t = 0; t < until; t++)
            {
                int symbol = random.Below(Problem.Symbols);
                state = Problem.Next(state, symbol);
                batch.SetSymbol(0, t, symbol);
                batch.AddTarget(0, t, state);
            }

            long started = Stopwatch.GetTimestamp();
            float[] outputs = TaskEvaluation.Predict(new Tape(backend, arena), network, batch);
            double passed = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            for (int t = tally.Symbols; t < until; t++)
            {
                bool isRight = TaskEvaluation.Choose(outputs.AsSpan(t * Problem.Answers, Problem.Answers))
                    == (int)batch.Targets[t];
                if (tally.Add(isRight) is { } right)
                {
                    decades.Add(new StreamDecade(until, right, passed / until, arena.CapacityBytes));
                }
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private TrialRandom Draws() => new(Seed, $"tracking/{Problem.Word}-stream", 0);
}
