namespace Carousel.Training;

/// <summary>How a training step comes to its loss and its gradients.</summary>
internal abstract class GradientStep : IDisposable
{
    /// <summary>
    /// Loss and gradients of the batches of one step; the position advances by those batches.
    /// </summary>
    /// <param name="position">The first batch.</param>
    /// <param name="batches">Batches of the epoch.</param>
    /// <returns>Σ mean loss · elements, and the elements. A sum that is not finite: a loss was not.</returns>
    public abstract (double LossSum, double Elements) Run(TrainingPosition position, int batches);

    /// <summary>Memory beyond one gradient of each parameter.</summary>
    public virtual long Bytes => 0;

    /// <summary>Makes the carried state whole, for a checkpoint.</summary>
    public virtual void GatherCarried()
    {
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
