using Carousel.Autograd;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>Trains small networks on windows of a part of a genome; other parts are judged afterwards.</summary>
internal static class GenomeTraining
{
    /// <summary>Trains with Adam and a rate that falls along a cosine.</summary>
    /// <param name="backend">Of one thread.</param>
    /// <param name="core">Not built yet.</param>
    /// <param name="task">Windows of the training part.</param>
    /// <param name="windows">How many.</param>
    /// <param name="batch">B.</param>
    /// <param name="rate">At the beginning.</param>
    /// <param name="seed">Of weights and windows.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The network at the end of training.</returns>
    public static TaskNetwork Fit(
        CpuBackend backend, SequenceLayer core, SequenceTask task, int windows, int batch, double rate, ulong seed,
        CancellationToken cancellation)
    {
        var network = new TaskNetwork(core, task.OutputSize);
        network.Build(backend, seed);
        TaskTraining.Run(
            backend, network, task,
            new TaskTrainingOptions
            {
                BatchSize = batch,
                CheckEvery = windows / batch,
                MostSequences = windows,
                HeldSequences = 1,
                Trainer = TaskTrainingOptions.FallingRate(rate),
            },
            seed, cancellation);
        return network;
    }
}
