using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>Batches of a caller, in a new random order for each epoch.</summary>
/// <typeparam name="T">A batch.</typeparam>
internal sealed class GivenBatches<T>(
    Layer model, IReadOnlyList<T> training, IReadOnlyList<T> validation, Func<Tape, T, Variable> loss, ulong seed)
    : ITrainingProblem
{
    private readonly CounterRandom _random = new(seed, CounterRandom.Purpose("order of batches"));
    private readonly int[] _order = new int[training.Count];
    private int _epoch = -1;

    /// <inheritdoc/>
    public Layer Model => model;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => training.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        if (_epoch != epoch)
        {
            _random.Permutation((uint)epoch, _order);
            _epoch = epoch;
        }

        return new BatchLoss(loss(tape, training[_order[batch]]), 1);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        foreach (T batch in validation)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            sum += loss(tape, batch).Value.ToArray()[0];
        }

        return validation.Count > 0 ? sum / validation.Count : null;
    }
}
