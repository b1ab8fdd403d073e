namespace Carousel.Tensors;

/// <summary>Parts of a work, each with separate outputs.</summary>
/// <param name="part">Does one part.</param>
internal readonly struct EachPart(Action<int> part) : IParallelWork
{
    private readonly Action<int> _part = part;

    /// <inheritdoc/>
    public void Run(int part) => _part(part);
}
