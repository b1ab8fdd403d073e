namespace Carousel.Kernels;

/// <summary>Sizes of multi-head self-attention, and which steps a step sees.</summary>
internal sealed record AttentionSize
{
    /// <summary>States the sizes.</summary>
    /// <param name="features">D: features of a step's output, shared out among the heads in equal, neighbouring
    /// parts.</param>
    /// <param name="heads">How many heads.</param>
    /// <param name="window">w: a step sees itself and the w − 1 steps before it; 0 for all steps before.</param>
    /// <param name="isCausal">False if every step sees the whole sequence; a window is then not allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, the window negative, or a window is named
    /// without causality.</exception>
    /// <exception cref="ArgumentException">The heads do not divide the features.</exception>
    public AttentionSize(int features, int heads, int window = 0, bool isCausal = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        ArgumentOutOfRangeException.ThrowIfNegative(window);

        // The state counts steps up to twice the window in single precision, and is one block of memory.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, Math.Min(1 << 22, (int.MaxValue / 2 / features) - 1));
        if (features % heads != 0)
        {
            throw new ArgumentException(
                Invariant.Of($"{heads} heads do not divide {features} features."),
                nameof(heads));
        }

        if (!isCausal)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(window, 0);
        }

        (Features, Heads, Window, IsCausal) = (features, heads, window, isCausal);
    }

    /// <summary>D: features of a step's output.</summary>
    public int Features { get; }

    /// <summary>How many heads.</summary>
    public int Heads { get; }

    /// <summary>
    /// w: how many steps a step sees, itself among them; 0 for all before it, or, where not causal, all.
    /// </summary>
    public int Window { get; }

    /// <summary>Whether a step sees no later ones.</summary>
    public bool IsCausal { get; }

    /// <summary>Features of one head.</summary>
    public int HeadSize => Features / Heads;

    /// <summary>
    /// Values of the state of one sequence: 2·w·D + 1 with a window, and 0 without one, because the past has no
    /// bound.
    /// </summary>
    /// <remarks>
    /// The keys of the last w steps as [D, w], their values as [w, D], and how many steps were taken; step t is at
    /// place t mod w.
    /// The count goes up to 2w − 1 and then back to w: it says whether the window is full, and the place.
    /// </remarks>
    public int StateSize => Window == 0 ? 0 : checked((2 * Window * Features) + 1);
}

/// <summary>One head of one sequence of packed rows; of a step, all heads of one sequence.</summary>
internal ref struct AttentionSpans
{
    /// <summary>Sizes.</summary>
    public AttentionSize Size;

    /// <summary>[T+1]; step t holds rows rowStart[t] … rowStart[t+1] − 1.</summary>
    public ReadOnlySpan<int> RowStart;

    /// <summary>The sequence's place in the packed rows.</summary>
    public int Place;

    /// <summary>Which head.</summary>
    public int Head;

    /// <summary>[N, 3D]: query, key and value; [3D] of a step.</summary>
    public ReadOnlySpan<float> X;

    /// <summary>[StateSize] of this sequence; empty where it starts here. A step overwrites it.</summary>
    public Span<float> State;

    /// <summary>[N, D], overwritten in this sequence's rows and this head's columns; [D] of a step, not in X.</summary>
    public Span<float> Y;

    /// <summary>[N, heads], overwritten likewise with ln Σ e^score, for the way back; or empty.</summary>
    public Span<float> LogSum;

    /// <summary>[StateSize] of this sequence, overwritten in this head's parts; the first head writes the count. Or
    /// empty.</summary>
    public Span<float> FinalState;

    /// <summary>[N, D], ∂loss/∂y.</summary>
    public ReadOnlySpan<float> Dy;

    /// <summary>[N, 3D], added to in this sequence's rows and this head's columns.</summary>
    public Span<float> Dx;

    /// <summary>At least as many values as the kernel says for the method, overwritten.</summary>
    public Span<float> Scratch;
}
