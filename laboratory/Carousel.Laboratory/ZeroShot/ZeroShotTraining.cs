using Carousel.Autograd;
using Carousel.Forecasting;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Training;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>
/// The training of the network that the library brings: the same seed gives the same file, byte for byte.
/// </summary>
/// <param name="Seed">The seed of weights and series.</param>
internal sealed record ZeroShotTraining(ulong Seed)
{
    /// <summary>The cell of the recurrent layer.</summary>
    public RecurrentCell Cell { get; init; } = RecurrentCell.Of(CellKind.Gru);

    /// <summary>Units of the recurrent layer.</summary>
    public int Hidden { get; init; } = 192;

    /// <summary>Epochs, each of new series.</summary>
    public int Epochs { get; init; } = 180;

    /// <summary>Batches of an epoch.</summary>
    public int Batches { get; init; } = 100;

    /// <summary>Series of an epoch.</summary>
    public int Series { get; init; } = 6144;

    /// <summary>The network, not yet built.</summary>
    public ZeroShotNetwork Network() => new(Cell.Make(new CellSettings(Inputs, Hidden)));

    /// <summary>A forecaster with a network that was trained like this.</summary>
    /// <param name="model">The file of the network.</param>
    /// <param name="threads">Most threads; 0 for all processors.</param>
    /// <exception cref="Storage.ModelFileException">The file is damaged, or of another cell or size.</exception>
    public ZeroShotForecaster Load(string model, int threads) =>
        new(threads, ModelFile.Read(model), model, _ => Network());

    /// <summary>Trains, or resumes a training.</summary>
    /// <param name="model">The file of the network, written at the end.</param>
    /// <param name="checkpoint">The file of the checkpoint.</param>
    /// <param name="resumes">Whether the checkpoint is resumed.</param>
    /// <param name="threads">How many threads; does not change the result.</param>
    /// <param name="observer">Receives the progress.</param>
    /// <param name="cancellation">Stops it after the present step; the checkpoint is kept.</param>
    /// <returns>How it went.</returns>
    /// <exception cref="Storage.CheckpointException">The checkpoint is missing, damaged or of another
    /// training.</exception>
    public TrainingResult Run(
        string model, string checkpoint, bool resumes, int threads, ITrainingObserver observer,
        CancellationToken cancellation)
    {
        using var backend = new CpuBackend(threads);
        ZeroShotNetwork network = Network();
        network.Build(backend, Seed);
        var options = new TrainerOptions
        {
            Seed = Seed,
            Epochs = Epochs,
            LearningRate = 2e-3,
            Optimizer = new AdamOptions { Beta2 = 0.98, WeightDecay = 1e-3 },
            Schedule = new CosineSchedule { WarmUpSteps = 200, FinalFactor = 0.01 },
            Averaging = new AveragingOptions { Decay = 0.997 },
            KeepBest = false,
            CheckpointFile = checkpoint,
        };
        var problem = new ZeroShotProblem(network, this, threads);
        using var trainer = new Trainer(backend, problem, options, [observer]);
        if (resumes)
        {
            trainer.Resume(checkpoint);
        }

        TrainingResult result = trainer.Fit(cancellation);
        if (result.Reason != StopReason.Canceled)
        {
            network.Save(model);
        }

        return result;
    }
}
