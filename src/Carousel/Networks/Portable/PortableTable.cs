namespace Carousel.Networks;

/// <summary>How rows of a table become steps.</summary>
/// <param name="Time">The column of time stamps, or null.</param>
internal sealed record PortableTable(string? Time)
{
    /// <summary>The distance between rows such as <c>15min</c>, or null.</summary>
    public string? Frequency { get; init; }

    /// <summary>How many rows are looked back at; 0 where all rows are steps.</summary>
    public int Lookback { get; init; }

    /// <summary>How many rows ahead are forecast; 0 if all rows are steps.</summary>
    public int Horizon { get; init; }

    /// <summary>
    /// How many rows are answered together. Each such piece is read after the piece before it, starting from the
    /// initial state. 0 if a sequence is read as a whole.
    /// </summary>
    public int Piece { get; init; }

    /// <summary>
    /// The targets of a window are reduced by the mean of this many last known values, each scaled. 1 for the last
    /// known value, 0 for no reduction.
    /// </summary>
    public int LevelRows { get; init; }
}
