using Carousel.Kernels.Quantised;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>The parameters of a GRU, rows by gate r, z, n, then by unit.</summary>
/// <param name="W">[3H, I], from the input.</param>
/// <param name="R">[3H, H], from the state before.</param>
/// <param name="B">[3H].</param>
/// <param name="Q">[H], the bias inside the reset gate; <c>null</c> where the reset gate acts before the recurrent
/// product.</param>
public sealed record GruParameters(Parameter W, Parameter R, Parameter B, Parameter? Q)
    : RecurrentParameters(W, R, B, Q)
{
    /// <inheritdoc/>
    public override int GatesLength => Kernel.GatesLength;

    /// <inheritdoc/>
    internal override int Gates => Kernel.Gates;

    private GruCell Kernel => new(Inputs, Units, Q is not null);

    /// <inheritdoc/>
    internal override ForwardRunner Forward => HiddenForward<GruCell>.Instance;

    /// <inheritdoc/>
    internal override ForwardRunner QuantisedForward => HiddenForward<QuantisedGruCell>.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => HiddenBackward<GruCell>.Instance;

    /// <inheritdoc/>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table) =>
        GruPanels.ReadGate(Kernel, gates, gate, table);
}
