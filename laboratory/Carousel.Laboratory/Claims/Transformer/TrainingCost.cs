using System.Diagnostics;
using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Laboratory.Claims.Transformer;

/// <summary>Time and memory of a training pass, forward and backward, over sequences of some length.</summary>
/// <param name="Kind">The network.</param>
/// <param name="Steps">T.</param>
/// <param name="Microseconds">For each step of a sequence, the least of several passes.</param>
/// <param name="Bytes">Of all tensors of the pass, for each step of a sequence.</param>
internal sealed record TrainingCost(SequenceKind Kind, int Steps, double Microseconds, double Bytes)
{
    private const int Sequences = 4, Passes = 5;

    /// <summary>Short passes are repeated for so long: the least is then one that nothing else disturbed.</summary>
    private const double Milliseconds = 300;

    /// <summary>Measures.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="kind">The network.</param>
    /// <param name="steps">T.</param>
    /// <param name="seed">Of parameters and symbols; times do not depend on it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static TrainingCost Measure(
        TransformerSettings settings, SequenceKind kind, int steps, ulong seed, CancellationToken cancellation)
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend, blockLength: 1 << 12);
        var task = new TextTask(new AutomatonText(seed), steps + 1);
        SequenceLayer core = kind == SequenceKind.Lstm
            ? settings.Models.Lstm(task.InputSize)
            : settings.Models.Transformer(
                task.InputSize, task.OutputSize, kind == SequenceKind.Windowed ? settings.Window : 0);
        var network = new TaskNetwork(core, task.OutputSize);
        network.Build(backend, seed);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(seed, "transformer/cost", 0), Sequences, batch);
        var tape = new Tape(backend, arena);
        double least = double.PositiveInfinity;
        long begun = Stopwatch.GetTimestamp();
        for (int pass = 0; pass < Passes || Stopwatch.GetElapsedTime(begun).TotalMilliseconds < Milliseconds; pass++)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = WorkClock.Start();
            network.ClearGradients(backend);
            tape.Begin(TapeMode.Training, seed);
            tape.Backward(network.Loss(tape, task, batch).Mean);

            // The first pass makes the memory that the others use again.
            least = pass == 0 ? least : Math.Min(least, clock.Microseconds);
        }

        double rows = (double)Sequences * steps;
        return new TrainingCost(kind, steps, least / rows, arena.CapacityBytes / rows);
    }
}
