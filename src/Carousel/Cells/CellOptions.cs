namespace Carousel.Layers;

/// <summary>What some cells leave open. The defaults are each cell's own; a cell refuses what it has not.</summary>
/// <remarks>Which cell takes what: docs/explanation/cells.md.</remarks>
public sealed record CellOptions
{
    /// <summary>Heads: units, or memories, of others don't see each other; 0 for the cell's own number.</summary>
    public int Heads { get; init; }

    /// <summary>Whether the forget gate is an exponential, as the input gate; else the logistic function.</summary>
    public bool ExponentialForget { get; init; }

    /// <summary>Whether a gate says how much of a matrix is kept from step to step; else all.</summary>
    public bool Decays { get; init; }
}
