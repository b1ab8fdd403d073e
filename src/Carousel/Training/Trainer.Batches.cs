using Carousel.Autograd;
using Carousel.Layers;

namespace Carousel.Training;

/// <content>A training of batches without tape, arena or backend in view.</content>
public sealed partial class Trainer
{
    /// <summary>Trains a model on batches, on all processors, in a new random order for each epoch.</summary>
    /// <typeparam name="T">A batch: what <paramref name="loss"/> reads.</typeparam>
    /// <param name="model">The model; it is built here, with the seed of the options, if it is not built yet.</param>
    /// <param name="batches">The training set, one batch or more.</param>
    /// <param name="loss">The mean loss of a batch.</param>
    /// <param name="options">How to train; <c>null</c> for the defaults.</param>
    /// <param name="validation">The validation set, whose mean loss chooses the best epoch; <c>null</c> for
    /// none.</param>
    /// <param name="cancellation">Ends the training after the present step; the best parameters are kept.</param>
    /// <remarks>
    /// The model must have been built here or on a <see cref="CpuBackend"/>. To resume from a checkpoint, use a
    /// <see cref="Trainer"/> with an <see cref="ITrainingProblem"/>.
    /// </remarks>
    /// <returns>The reason of the end, the best epoch and the losses of all epochs.</returns>
    /// <exception cref="ArgumentException">The batches are empty.</exception>
    /// <exception cref="DivergenceException">A loss or gradient was not finite.</exception>
    public static TrainingResult Fit<T>(
        Layer model, IReadOnlyList<T> batches, Func<Tape, T, Variable> loss, TrainerOptions? options = null,
        IReadOnlyList<T>? validation = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(loss);
        if (batches.Count == 0)
        {
            throw new ArgumentException("Expected at least one batch to train on.", nameof(batches));
        }

        options ??= new();
        using var backend = new CpuBackend();
        if (!model.IsBuilt)
        {
            model.Build(backend, options.Seed);
        }

        using var trainer = new Trainer(
            backend, new GivenBatches<T>(model, batches, validation ?? [], loss, options.Seed), options);
        return trainer.Fit(cancellation);
    }
}
