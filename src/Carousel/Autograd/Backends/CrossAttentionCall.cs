using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>
/// Attention of Q rows over the sequences of a memory of N rows and T steps, from the tape down to the kernel.
/// </summary>
/// <remarks>A tensor named D… is a gradient, added to; none where it is not wanted.</remarks>
internal struct CrossAttentionCall
{
    /// <summary>The sequence that each row attends to.</summary>
    public required RowGroups Looks { get; init; }

    /// <summary>How the memory's rows lie.</summary>
    public required Packing Memory { get; init; }

    /// <summary>[Q, A].</summary>
    public Tensor Query { get; init; }

    /// <summary>[N, A].</summary>
    public Tensor Keys { get; init; }

    /// <summary>[N, D].</summary>
    public Tensor Attended { get; init; }

    /// <summary>[A]: v of additive scores; no tensor for products.</summary>
    public Tensor Score { get; init; }

    /// <summary>[Q, D], overwritten.</summary>
    public Tensor Context { get; init; }

    /// <summary>[Q, T], overwritten, and read on the way back; 0 behind a sequence's end.</summary>
    public Tensor Weights { get; init; }

    /// <summary>[Q, D], read.</summary>
    public Tensor DContext { get; init; }

    /// <summary>[Q, A].</summary>
    public Tensor DQuery { get; init; }

    /// <summary>[N, A].</summary>
    public Tensor DKeys { get; init; }

    /// <summary>[N, D].</summary>
    public Tensor DAttended { get; init; }

    /// <summary>[A].</summary>
    public Tensor DScore { get; init; }

    /// <summary>About how many multiply-adds the forward pass has; a hyperbolic tangent is about twenty.</summary>
    internal readonly long MultiplyAdds =>
        (long)Looks.Rows * Memory.Steps * ((20L * Query.Shape[1]) + Attended.Shape[1]);

    /// <summary>The buffers of one sequence of the memory, for the kernel.</summary>
    /// <param name="place">The sequence's place.</param>
    /// <param name="scratch">Values of scratch of this thread.</param>
    internal readonly CrossAttentionSpans Spans(int place, int scratch) => new()
    {
        Size = new CrossAttentionSize(Looks.Rows, Query.Shape[1], Attended.Shape[1]),
        RowStart = Memory.RowStart,
        Place = place,
        Rows = Looks.Of(Memory.Order[place]),
        Query = Values(Query),
        Keys = Values(Keys),
        Attended = Values(Attended),
        Score = Values(Score),
        Context = Values(Context),
        Weights = Values(Weights),
        DContext = Values(DContext),
        DQuery = Values(DQuery),
        DKeys = Values(DKeys),
        DAttended = Values(DAttended),
        Scratch = ThreadScratch.Values(scratch),
    };
}
