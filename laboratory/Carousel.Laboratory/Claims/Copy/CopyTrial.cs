using Carousel.Backends;
using Carousel.Laboratory.Claims.Tasks;
using Carousel.Laboratory.Claims.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Claims.Copy;

/// <summary>One network on the copy task of one lag, from one seed.</summary>
/// <param name="IsLstm">An LSTM, or else a Transformer.</param>
/// <param name="Lag">Steps from a symbol to the step that asks for it.</param>
/// <param name="Seed">The seed.</param>
internal sealed record CopyTrial(bool IsLstm, int Lag, ulong Seed)
{
    /// <summary>The network's name.</summary>
    public string Network => IsLstm ? "LSTM" : "Transformer";

    /// <summary>The name in progress.</summary>
    public string Name => $"{Network}, lag {Lag}, seed {Seed}";

    /// <summary>Trains and tests.</summary>
    /// <param name="settings">Sizes.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    public CopyOutcome Run(
        CopySettings settings, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
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
            IsSolved = score => score.Accuracy >= CopyOutcome.Solved,
            Trainer = TaskTrainingOptions.FallingRate(
                IsLstm ? settings.LearningRate.Lstm : settings.LearningRate.Transformer),
        };
        TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, Seed, cancellation, progress);
        return new CopyOutcome(
            this, outcome.IsDiverged, network.ParameterCount, outcome.Test.Accuracy, outcome.Sequences);
    }
}

/// <summary>What came of a trial.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="IsDiverged">Whether training ended with a number that is not finite.</param>
/// <param name="Parameters">How many values were trained.</param>
/// <param name="Accuracy">The share of right symbols on fresh sequences.</param>
/// <param name="Sequences">Training sequences shown.</param>
internal sealed record CopyOutcome(CopyTrial Trial, bool IsDiverged, long Parameters, double Accuracy, long Sequences)
{
    /// <summary>Training ends early where the validation sequences are right to this share.</summary>
    public const double Solved = 0.999;
}
