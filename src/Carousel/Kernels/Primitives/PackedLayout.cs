namespace Carousel.Kernels;

/// <summary>How the rows of packed sequences lie: by step, a row for each sequence still running.</summary>
/// <param name="rowStart">[T+1].</param>
/// <param name="order">[B].</param>
/// <param name="lengths">[B]; not for all kernels.</param>
internal readonly ref struct PackedLayout(
    ReadOnlySpan<int> rowStart, ReadOnlySpan<int> order, ReadOnlySpan<int> lengths = default)
{
    /// <summary>[T+1]: where the rows of each step begin; the last entry is N.</summary>
    public ReadOnlySpan<int> RowStart { get; } = rowStart;

    /// <summary>[B]: the caller's index of the sequence at each place.</summary>
    public ReadOnlySpan<int> Order { get; } = order;

    /// <summary>[B]: the length at each place.</summary>
    public ReadOnlySpan<int> Lengths { get; } = lengths;

    /// <summary>T.</summary>
    public int T => RowStart.Length - 1;

    /// <summary>N.</summary>
    public int N => RowStart[^1];

    /// <summary>B.</summary>
    public int B => Order.Length;

    /// <summary>The row of a step of the sequence at a place.</summary>
    public int Row(int step, int place) => RowStart[step] + place;
}
