using Carousel.Autograd;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Uses;

/// <summary>Trains the small networks that uses are tried with, all in one way: Adam with a falling rate.</summary>
internal static class UseTraining
{
    private const int Checks = 4, Held = 64;

    /// <summary>Trains on fresh sequences of a task.</summary>
    /// <param name="backend">Of one thread.</param>
    /// <param name="core">What runs over a sequence; a linear read-out follows it.</param>
    /// <param name="task">The task.</param>
    /// <param name="batches">Steps of the training.</param>
    /// <param name="seed">Of weights and sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="rate">The learning rate at the beginning.</param>
    /// <param name="size">B: sequences of a batch.</param>
    /// <param name="prepare">What is done to the network before its first step; null for nothing.</param>
    public static TaskNetwork Run(
        CpuBackend backend, SequenceLayer core, SequenceTask task, int batches, ulong seed,
        CancellationToken cancellation, double rate = 0.01, int size = 32, Action? prepare = null)
    {
        var network = new TaskNetwork(core, task.OutputSize);
        network.Build(backend, seed);
        prepare?.Invoke();
        TaskTraining.Run(
            backend, network, task,
            new TaskTrainingOptions
            {
                BatchSize = size,
                CheckEvery = Math.Max(1, batches / Checks),
                HeldSequences = Held,
                MostSequences = (long)batches * size,
                Trainer = TaskTrainingOptions.FallingRate(rate),
            },
            seed, cancellation);
        return network;
    }

    /// <summary>A network that sees one step at a time: what it can't know is what came before.</summary>
    /// <param name="inputSize">I.</param>
    /// <param name="units">Hidden units.</param>
    public static SequenceLayer StepAlone(int inputSize, int units) =>
        new Dense(inputSize, units, ElementwiseFunction.Tanh);

    /// <summary>The score on sequences that no training has seen.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Trained.</param>
    /// <param name="task">What draws the sequences.</param>
    /// <param name="seed">Of the sequences.</param>
    /// <param name="sequences">How many.</param>
    public static TaskScore Score(
        CpuBackend backend, TaskNetwork network, SequenceTask task, ulong seed, int sequences)
    {
        using var arena = new Arena(backend);
        return TaskEvaluation.Score(
            new Tape(backend, arena), network, task, TaskEvaluation.Draw(task, seed, "asked", sequences));
    }
}
