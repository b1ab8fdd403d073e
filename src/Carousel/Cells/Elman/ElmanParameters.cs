using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>The parameters of an Elman network.</summary>
/// <param name="W">[H, I], from the input.</param>
/// <param name="R">[H, H], from the state before.</param>
/// <param name="B">[H].</param>
public sealed record ElmanParameters(Parameter W, Parameter R, Parameter B) : RecurrentParameters(W, R, B, null)
{
    /// <inheritdoc/>
    public override int GatesLength => 0;

    /// <inheritdoc/>
    internal override int Gates => 1;

    /// <inheritdoc/>
    internal override ForwardRunner Forward => HiddenForward<ElmanCell>.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => HiddenBackward<ElmanCell>.Instance;

    /// <inheritdoc/>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table) =>
        throw new NotSupportedException("An Elman network keeps no gates.");
}
