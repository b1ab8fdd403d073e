using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// A problem whose batches can be cut into shards, with the loss of only some neighbouring sequences of a batch.
/// </summary>
/// <remarks>
/// Random draws for a sequence must depend only on its place in the whole batch, or on its place in
/// the data. Dropout does so, because the tape knows where the shard begins.
/// </remarks>
public interface IShardedProblem : ITrainingProblem
{
    /// <summary>How many sequences a batch has.</summary>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="batch">0 … BatchesIn(epoch) − 1.</param>
    int SequencesIn(int epoch, int batch);

    /// <summary>The loss of some sequences of a batch, recorded on the tape.</summary>
    /// <param name="tape">Records the forward pass; its mode is Training.</param>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="batch">0 … BatchesIn(epoch) − 1.</param>
    /// <param name="shard">Which sequences, one or more.</param>
    /// <param name="carried">The rows of these sequences in the state left by the batch before; no tensor at an epoch's
    /// first batch or where nothing was carried.</param>
    /// <returns>The mean loss over the shard, and what that mean was divided by: the sum over a batch's shards is what
    /// the mean of the whole batch is divided by. The state to carry on has only the shard's rows.</returns>
    BatchLoss Loss(Tape tape, int epoch, int batch, BatchShard shard, Tensor carried);
}
