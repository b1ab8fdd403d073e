namespace Carousel.Data;

/// <summary>Rows Start … End − 1 of a series.</summary>
/// <param name="Start">The first row.</param>
/// <param name="End">One past the last row.</param>
public readonly record struct RowRange(int Start, int End)
{
    /// <summary>How many rows.</summary>
    public int Length => End - Start;
}
