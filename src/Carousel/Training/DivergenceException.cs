namespace Carousel.Training;

/// <summary>
/// A loss or a gradient became infinite or not a number. The parameters were set back to those of the last good step.
/// </summary>
public sealed class DivergenceException : Exception
{
    internal DivergenceException(long step, double loss, double largestGradient, string tensor, string? checkpointFile)
        : base(
            Invariant.Of(
                $"The training diverged in step {step}: the {tensor} is infinite or not a number (loss {loss:G6}, "
                + $"largest gradient {largestGradient:G3}). The parameters were set back to the last good step. A "
                + $"smaller learning rate or clipping helps most often.")
            + (checkpointFile is null ? ""
                : $" The checkpoint {checkpointFile} would lead to the same step: start over.")) =>
        (Step, Loss, LargestGradient, Tensor, CheckpointFile) = (step, loss, largestGradient, tensor, checkpointFile);

    /// <summary>The step that could not be made, 1, 2, ….</summary>
    public long Step { get; }

    /// <summary>The loss of that step.</summary>
    public double Loss { get; }

    /// <summary>The largest magnitude of the last gradient whose values were all finite, or infinity.</summary>
    public double LargestGradient { get; }

    /// <summary>
    /// Where it was noticed: <c>loss</c>, or the name of the parameter, its gradient as <c>gradient of name</c>.
    /// </summary>
    public string Tensor { get; }

    /// <summary>The last checkpoint; <c>null</c> if none was written.</summary>
    public string? CheckpointFile { get; }
}
