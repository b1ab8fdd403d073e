using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Textbook.Copy;

/// <summary>One network on the copy task of one lag, from one seed.</summary>
/// <param name="IsLstm">An LSTM, or else a Transformer.</param>
/// <param name="Lag">Steps from a symbol to the step that asks for it.</param>
/// <param name="Seed">The seed.</param>
internal sealed record CopyTrial(bool IsLstm, int Lag, ulong Seed)
{
    // Training ends early where the validation sequences are right to this share.
    private const double Solved = 0.999;

    /// <summary>Trains and tests.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The share of right symbols on fresh sequences.</returns>
    public double Run(CopySettings settings, CpuBackend backend, CancellationToken cancellation)
    {
        var task = new CopyTask(Lag - settings.Symbols - 1, settings.Symbols);
        SequenceLayer core = IsLstm
            ? settings.Models.Lstm(task.InputSize, Lag + settings.Symbols)
            : settings.Models.Transformer(task.InputSize, task.OutputSize, settings.Window);
        var network = new TaskNetwork(core, task.OutputSize);
        network.Build(backend, Seed);
        var options = new TaskTrainingOptions
        {
            CheckEvery = 50,
            MostSequences = settings.TrainingSequences,
            HeldSequences = 128,
            IsSolved = score => score.Accuracy >= Solved,
            Trainer = TaskTrainingOptions.FallingRate(
                IsLstm ? settings.LearningRate.Lstm : settings.LearningRate.Transformer),
        };
        return TaskTraining.Run(backend, network, task, options, Seed, cancellation).Test.Accuracy;
    }
}
