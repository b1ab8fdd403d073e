using Carousel.Autograd;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Textbook.Control;

/// <summary>Training through the plant: the mean squared error of fresh episodes.</summary>
/// <param name="network">A built network.</param>
/// <param name="seed">The seed of the episodes.</param>
/// <param name="batchSize">Episodes of a batch.</param>
/// <param name="batches">Batches of an epoch.</param>
/// <param name="checkedEpoch">Told after each epoch.</param>
internal sealed class ControlProblem(
    ControlNetwork network, ulong seed, int batchSize, int batches, Action checkedEpoch) : ITrainingProblem
{
    /// <inheritdoc/>
    public Layer Model => network;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => batches;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        var random = new TrialRandom(seed, "control/training", (epoch * batches) + batch);
        Variable errors = network.Run(
            tape, ControlEpisode.Draw(batchSize, ControlEpisode.Training, random), ControlPlant.Steps);
        Tensor zero = tape.Arena.Allocate(errors.Shape);
        tape.Backend.Clear(zero);
        return Carousel.Training.Loss.Squared.ApplyToBatch(tape, errors, zero);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        checkedEpoch();
        return null;
    }
}
