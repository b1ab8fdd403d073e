using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>The sequences that a convolution sees.</summary>
/// <param name="rows">How their rows lie.</param>
/// <param name="x">[N, I], packed.</param>
/// <param name="state">[B, S·I] in the caller's order, the inputs before the first; empty for zeros.</param>
internal readonly ref struct ConvolutionInputs(PackedLayout rows, ReadOnlySpan<float> x, ReadOnlySpan<float> state)
{
    /// <summary>How the rows lie.</summary>
    public PackedLayout Rows { get; } = rows;

    /// <summary>[N, I].</summary>
    public ReadOnlySpan<float> X { get; } = x;

    /// <summary>[B, S·I], or empty.</summary>
    public ReadOnlySpan<float> State { get; } = state;

    /// <summary>Throws unless the spans have these sizes.</summary>
    /// <param name="features">I.</param>
    /// <param name="stateSize">S·I.</param>
    /// <exception cref="ShapeException">They have not.</exception>
    public void Require(int features, int stateSize)
    {
        ShapeException.Require(X, (Rows.N, features), "x");
        ShapeException.Require(State, State.IsEmpty ? 0 : checked(Rows.B * stateSize), "state");
    }
}
