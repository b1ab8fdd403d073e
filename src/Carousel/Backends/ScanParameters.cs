using Carousel.Kernels.Recurrent;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>The parameters of a cell whose gates ask the inputs alone.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
/// <param name="W">[gates·H, I], from the input, rows by gate, then by unit.</param>
/// <param name="B">[gates·H].</param>
internal sealed record ScanParameters<TCell>(Parameter W, Parameter B) : RecurrentParameters(W, null, B, null)
    where TCell : struct, IScanCell<TCell>
{
    /// <inheritdoc/>
    public override int Units { get; } = Math.Max(1, W.Shape[0] / TCell.Gates);

    /// <inheritdoc/>
    public override int GatesLength => Gates * Units;

    /// <inheritdoc/>
    internal override int Gates => TCell.Gates;

    /// <inheritdoc/>
    internal override ForwardRunner Forward => ScanForward<TCell>.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => ScanBackward<TCell>.Instance;

    /// <inheritdoc/>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        for (int row = 0; row < table.Length / Units; row++)
        {
            gates.Slice((row * GatesLength) + (gate * Units), Units).CopyTo(table[(row * Units)..]);
        }
    }
}
