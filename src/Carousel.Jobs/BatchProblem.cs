using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Jobs;

/// <summary>
/// What the trainer trains, of examples in batches: the order is the frame's, the loss and the score are the job's.
/// </summary>
/// <param name="model">The built network.</param>
/// <param name="batches">Which examples each batch has.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal abstract class BatchProblem(Layer model, IBatchOrder batches, string fingerprint) : ITrainingProblem
{
    /// <inheritdoc/>
    public Layer Model => model;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => batches.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried) =>
        Loss(tape, epoch, batch, batches.Of(epoch, batch));

    /// <summary>Ends the training if the network will get no share of the answer; null for never.</summary>
    public EarlyDecision? Decision { get; init; }

    /// <inheritdoc/>
    public virtual bool IsDecided(Tape tape, int epoch, CancellationToken cancellation) =>
        Decision?.IsReached(tape, epoch, cancellation) ?? false;

    /// <inheritdoc/>
    public abstract double? Validate(Tape tape, CancellationToken cancellation);

    /// <summary>The loss of some examples.</summary>
    /// <param name="tape">Records the forward pass.</param>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="batch">0 … BatchesIn(epoch) − 1.</param>
    /// <param name="chosen">The places of the examples.</param>
    protected abstract BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen);
}
