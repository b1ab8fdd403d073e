using Carousel.Autograd;
using Carousel.Forecasting;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Laboratory.ZeroShot;

/// <summary>The training of the zero-shot network on synthetic series: new ones in every epoch.</summary>
internal sealed class ZeroShotProblem : ITrainingProblem
{
    private const int ValidationBatches = 5, ValidationShare = 6;
    private const ulong ValidationSeed = 7;

    private static readonly Carousel.Training.Loss _loss = Carousel.Training.Loss.Quantile(QuantileLevels);

    private readonly ZeroShotNetwork _network;
    private readonly ZeroShotWindows _training, _validation;
    private readonly ZeroShotTraining _options;

    /// <summary>A training.</summary>
    /// <param name="network">The network, built.</param>
    /// <param name="options">Seed, batches and series of an epoch.</param>
    /// <param name="threads">How many threads, 0 for all processors.</param>
    public ZeroShotProblem(ZeroShotNetwork network, ZeroShotTraining options, int threads = 0)
    {
        (_network, _training, _options) = (network, new(options.Seed + 1000, threads), options);
        _validation = new(ValidationSeed, threads);
        _validation.Pool(0, options.Series / ValidationShare);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _options.Batches;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        _training.Pool(epoch, _options.Series);
        _training.Draw((uint)((epoch * _options.Batches) + batch));
        return new BatchLoss(LossOf(tape, _training), 1);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        for (int size = 0; size < ValidationBatches; size++)
        {
            cancellation.ThrowIfCancellationRequested();
            _validation.Draw((uint)size, size);
            tape.Begin(TapeMode.Inference);
            sum += LossOf(tape, _validation).Value.ToArray()[0];
        }

        return sum / ValidationBatches;
    }

    private Variable LossOf(Tape tape, ZeroShotWindows windows)
    {
        int rows = windows.Batch.Origins * PatchesAhead;
        Variable quantiles = _network.Forward(tape, windows.Batch);
        Tensor targets = tape.Input(windows.Targets.AsSpan(0, rows * Patch), new Shape(rows, Patch)).Value,
            weights = tape.Input(windows.Weights.AsSpan(0, rows), new Shape(rows)).Value;
        return _loss.Apply(tape, quantiles, targets, weights);
    }
}
