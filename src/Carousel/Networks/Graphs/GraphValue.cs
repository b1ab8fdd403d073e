namespace Carousel.Networks;

/// <summary>Something that a graph computes or is given.</summary>
/// <param name="Name">A unique name in the graph.</param>
/// <param name="Axes">The axes of free size, slowest first: those of sequences are their steps, then the
/// sequences.</param>
/// <param name="Features">Numbers at each place of the axes; 0 for one whole number: a symbol or a length.</param>
internal sealed record GraphValue(string Name, IReadOnlyList<GraphAxis> Axes, int Features);
