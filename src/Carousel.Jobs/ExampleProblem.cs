using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Jobs;

/// <summary>
/// What the trainer trains, of examples in shuffled batches, where validation measures the loss of the training.
/// </summary>
/// <typeparam name="T">An example.</typeparam>
/// <param name="model">The built network.</param>
/// <param name="training">The examples to train on.</param>
/// <param name="validation">The examples that say when training was best; none keep the last epoch.</param>
/// <param name="batchSize">Examples of a batch.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="purpose">What the order of the examples is drawn for.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal abstract class ExampleProblem<T>(
    Layer model, IReadOnlyList<T> training, IReadOnlyList<T> validation, int batchSize, ulong seed, string purpose,
    string fingerprint)
    : BatchProblem(model, new ShuffledBatches(training.Count, batchSize, seed, purpose), fingerprint)
{
    /// <summary>The mean loss of the validation's examples.</summary>
    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0, elements = 0;
        foreach (T[] some in validation.Chunk(batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(TapeMode.Inference);
            BatchLoss loss = Loss(tape, some);
            if (loss.Elements > 0)
            {
                sum += loss.Mean.Value.ToArray()[0] * loss.Elements;
                elements += loss.Elements;
            }
        }

        return elements > 0 ? sum / elements : null;
    }

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen) =>
        Loss(tape, Array.ConvertAll(chosen.ToArray(), e => training[e]));

    /// <summary>The loss of some examples.</summary>
    /// <param name="tape">Records the forward pass.</param>
    /// <param name="examples">The examples.</param>
    protected abstract BatchLoss Loss(Tape tape, T[] examples);
}
