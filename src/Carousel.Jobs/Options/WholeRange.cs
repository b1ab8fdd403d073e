namespace Carousel.Jobs.Options;

/// <summary>From one whole number to another, such as <c>3-7</c>.</summary>
/// <param name="Least">The smaller.</param>
/// <param name="Most">The larger, or the same.</param>
public readonly record struct WholeRange(int Least, int Most)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Least == Most
            ? Invariant.Of($"{Least}")
            : Invariant.Of($"{Least}-{Most}");
}
