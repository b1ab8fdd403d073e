namespace Carousel.Kernels;

/// <summary>Sizes of attention over a memory.</summary>
/// <param name="Q">Rows that look.</param>
/// <param name="A">Features of a query and of a key.</param>
/// <param name="D">Features of a value.</param>
internal readonly record struct CrossAttentionSize(int Q, int A, int D);

/// <summary>The rows that look at one sequence of a memory of N rows and T steps.</summary>
internal ref struct CrossAttentionSpans
{
    /// <summary>Q, A and D.</summary>
    public CrossAttentionSize Size;

    /// <summary>[T + 1]: how the memory's rows lie.</summary>
    public ReadOnlySpan<int> RowStart;

    /// <summary>The sequence's place in the memory.</summary>
    public int Place;

    /// <summary>The rows that look at it, each 0 … Q − 1, ascending: sums over rows run in this order.</summary>
    public ReadOnlySpan<int> Rows;

    /// <summary>[Q, A].</summary>
    public ReadOnlySpan<float> Query;

    /// <summary>[N, A].</summary>
    public ReadOnlySpan<float> Keys;

    /// <summary>[N, D].</summary>
    public ReadOnlySpan<float> Attended;

    /// <summary>[A]: v of additive scores; empty for products.</summary>
    public ReadOnlySpan<float> Score;

    /// <summary>[Q, D], overwritten in these rows; 0 where the sequence is empty.</summary>
    public Span<float> Context;

    /// <summary>[Q, T], overwritten in these rows, and read on the way back; 0 after the sequence's end.</summary>
    public Span<float> Weights;

    /// <summary>[Q, D], read.</summary>
    public ReadOnlySpan<float> DContext;

    /// <summary>[Q, A], added to in these rows; as the next three empty where not wanted.</summary>
    public Span<float> DQuery;

    /// <summary>[N, A], added to in this sequence's rows.</summary>
    public Span<float> DKeys;

    /// <summary>[N, D], added to in this sequence's rows.</summary>
    public Span<float> DAttended;

    /// <summary>[A], added to.</summary>
    public Span<float> DScore;

    /// <summary>[A] forward, [2A + T] on the way back, overwritten.</summary>
    public Span<float> Scratch;
}
