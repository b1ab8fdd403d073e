namespace Carousel.Networks;

/// <summary>How rows of a table become steps.</summary>
/// <param name="Time">The column of time stamps, or null.</param>
internal sealed record PortableTable(string? Time)
{
    /// <summary>The distance between rows such as <c>15min</c>, or null.</summary>
    public string? Frequency { get; init; }

    /// <summary>How many rows are looked back at; 0 where all rows are steps.</summary>
    public int Lookback { get; init; }

    /// <summary>How many rows ahead are told; 0 where all rows are steps.</summary>
    public int Horizon { get; init; }

    /// <summary>
    /// How many rows are answered together: each such piece is read behind the piece before it, from the first state
    /// on. 0 where a sequence is read as a whole.
    /// </summary>
    public int Piece { get; init; }

    /// <summary>
    /// What is taken off the targets of a window: the mean of this many last known values, each scaled; 1 for the last
    /// known value, 0 for nothing.
    /// </summary>
    public int LevelRows { get; init; }
}
