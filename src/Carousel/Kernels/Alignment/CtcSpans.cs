namespace Carousel.Kernels;

/// <summary>One sequence of a packed batch of N rows, its U labels, and its messages.</summary>
internal ref struct CtcSpans
{
    /// <summary>Classes.</summary>
    public int C;

    /// <summary>[T+1].</summary>
    public ReadOnlySpan<int> RowStart;

    /// <summary>The sequence's place in the packed batch.</summary>
    public int Place;

    /// <summary>Its steps, <see cref="CtcKernel.StepsNeeded"/> or more.</summary>
    public int Length;

    /// <summary>[U], 1 … C − 1.</summary>
    public ReadOnlySpan<int> Labels;

    /// <summary>[N, C], scores of the classes at each step, of any sum; −∞ for an impossible class.</summary>
    public ReadOnlySpan<float> X;

    /// <summary>[N]; the way forward overwrites the sequence's values with ln Σ eˣ of a row.</summary>
    public Span<float> LogSums;

    /// <summary>
    /// [T, S + 2]; Forward overwrites it with its shifted messages of the sequence's steps. Each row begins with two
    /// values for states before the first.
    /// </summary>
    public Span<float> Ahead;

    /// <summary>∂objective/∂loss of the sequence.</summary>
    public float Factor;

    /// <summary>[N, C], added to.</summary>
    public Span<float> Dx;

    /// <summary>[ScratchLength(C, U)], overwritten.</summary>
    public Span<float> Scratch;
}
