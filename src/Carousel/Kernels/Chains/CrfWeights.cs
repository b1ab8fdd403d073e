using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>The weights of a linear chain over C labels.</summary>
/// <param name="start">[C]: of a label at a sequence's first step.</param>
/// <param name="transition">[C, C]: of the label of the column right after the label of the row.</param>
/// <param name="end">[C]: of a label at a sequence's last step.</param>
internal readonly ref struct CrfWeights(
    ReadOnlySpan<float> start, ReadOnlySpan<float> transition, ReadOnlySpan<float> end)
{
    /// <summary>[C].</summary>
    public readonly ReadOnlySpan<float> Start = start;

    /// <summary>[C, C].</summary>
    public readonly ReadOnlySpan<float> Transition = transition;

    /// <summary>[C].</summary>
    public readonly ReadOnlySpan<float> End = end;

    /// <summary>C.</summary>
    public int Labels => Start.Length;

    /// <summary>Throws where the sizes do not fit each other.</summary>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public void Require()
    {
        int C = Labels;
        ArgumentOutOfRangeException.ThrowIfZero(C, nameof(Start));
        ShapeException.Require(Transition, (C, C));
        ShapeException.Require(End, C);
    }
}

/// <summary>One sequence of a packed batch of N rows, and its messages.</summary>
internal ref struct CrfSpans
{
    /// <summary>Of C labels.</summary>
    public CrfWeights Weights;

    /// <summary>[T+1].</summary>
    public ReadOnlySpan<int> RowStart;

    /// <summary>The sequence's place in the packed batch.</summary>
    public int Place;

    /// <summary>Its steps.</summary>
    public int Length;

    /// <summary>[N, C], scores of the labels at each step.</summary>
    public ReadOnlySpan<float> X;

    /// <summary>[N], whole numbers 0 … C − 1.</summary>
    public ReadOnlySpan<float> Labels;

    /// <summary>[N, C]; the way forward overwrites the sequence's rows with its messages, shifted.</summary>
    public Span<float> Ahead;

    /// <summary>[N]; the way forward overwrites the sequence's values with the shifts.</summary>
    public Span<float> Peaks;

    /// <summary>∂objective/∂loss of the sequence.</summary>
    public float Factor;

    /// <summary>[N, C]; the way back overwrites the sequence's rows, for TransitionGradient.</summary>
    public Span<float> Back;

    /// <summary>[N, C]; the way back overwrites the sequence's rows with p(label of step n is c), for EdgeGradient.
    /// </summary>
    public Span<float> Shares;

    /// <summary>[N, C], added to; empty where it is not wanted.</summary>
    public Span<float> Dx;

    /// <summary>[ScratchLength(C)], overwritten.</summary>
    public Span<float> Scratch;
}
