using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// What a trainer trains: a model, the loss of each batch, and a validation score. Every task brings one; the trainer
/// knows nothing else of it.
/// </summary>
/// <remarks>
/// The content of a batch must depend only on (seed, epoch, batch), so that a resumed run is the same run.
/// </remarks>
public interface ITrainingProblem
{
    /// <summary>The built model whose parameters are trained.</summary>
    Layer Model { get; }

    /// <summary>
    /// A text that differs for other data and another model, kept in checkpoints: resuming with another one is refused.
    /// </summary>
    string Fingerprint => "";

    /// <summary>How many batches an epoch has.</summary>
    /// <param name="epoch">0, 1, ….</param>
    /// <returns>1 or more.</returns>
    int BatchesIn(int epoch);

    /// <summary>The loss of one batch, recorded on the tape, which the trainer has begun.</summary>
    /// <param name="tape">Records the forward pass; its mode is Training.</param>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="batch">0 … BatchesIn(epoch) − 1.</param>
    /// <param name="carried">State left by the batch before (truncated back-propagation); no tensor at an epoch's first
    /// batch or where nothing was carried.</param>
    /// <returns>The mean loss, how many elements it is a mean of, and the state to carry on, or
    /// <c>default</c>.</returns>
    BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried);

    /// <summary>The score by which the best model is chosen and training is stopped early: lower is better.</summary>
    /// <param name="tape">To be begun for inference, as often as needed.</param>
    /// <param name="cancellation">Stops the validation.</param>
    /// <returns>The score; <c>null</c> where there is nothing to validate on.</returns>
    double? Validate(Tape tape, CancellationToken cancellation);

    /// <summary>
    /// Whether more training cannot change what the model answers, for example because validation gives the network no
    /// share of the answer. The trainer asks at the end of each epoch but the last, while the model has the validated
    /// parameters.
    /// </summary>
    /// <remarks>
    /// The answer may depend only on data, parameters and epoch: a resumed run asks twice for one epoch. With
    /// <see cref="TrainerOptions.KeepBest"/> the training returns the best parameters, not these.
    /// </remarks>
    /// <param name="tape">To be begun for inference, as often as needed.</param>
    /// <param name="epoch">The epoch that ends: 1, 2, ….</param>
    /// <param name="cancellation">Stops the decision.</param>
    /// <returns>False by default. True ends the training with <see cref="StopReason.Decided"/>.</returns>
    bool IsDecided(Tape tape, int epoch, CancellationToken cancellation) => false;
}
