namespace Carousel.Inspection.Looks;

/// <summary>How far a look is, or a part of it as a share of the whole; and whether it is to stop.</summary>
/// <param name="whole">Receives the share that is done, 0 … 1; may be null.</param>
/// <param name="cancellation">Stops the look.</param>
/// <param name="from">The share where the part begins.</param>
/// <param name="to">The share where it ends.</param>
internal sealed class LookProgress(
    IProgress<double>? whole, CancellationToken cancellation, double from = 0, double to = 1) : IProgress<double>
{
    /// <summary>Stops the look.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <inheritdoc/>
    public void Report(double value) => whole?.Report(from + (value * (to - from)));

    /// <summary>A part of it.</summary>
    /// <param name="begin">The share where the part begins.</param>
    /// <param name="end">The share where it ends.</param>
    public LookProgress Part(double begin, double end) => new(this, cancellation, begin, end);

    /// <summary>Things one after the other: it stops before one, and counts each that is done.</summary>
    /// <param name="things">The things.</param>
    /// <typeparam name="T">One of them.</typeparam>
    public IEnumerable<T> Along<T>(IReadOnlyList<T> things)
    {
        for (int k = 0; k < things.Count; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return things[k];
            Report((k + 1.0) / things.Count);
        }
    }
}
