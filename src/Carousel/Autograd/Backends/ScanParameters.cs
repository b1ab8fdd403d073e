using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of a cell whose inputs are multiplied in one product over time.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
/// <param name="W">W [gates·H, I], from the input, rows by gate, then by unit.</param>
/// <param name="R">[gates·H, units of a head]; null where the gates ask the inputs alone.</param>
/// <param name="B">[gates·H].</param>
internal sealed record ScanParameters<TCell>(Parameter W, Parameter? R, Parameter B)
    : RecurrentParameters(W, R, B, null)
    where TCell : struct, IScanCell<TCell>
{
    /// <inheritdoc/>
    public override int Units { get; } = Math.Max(1, B.Shape[0] / TCell.Gates);

    /// <inheritdoc/>
    public override int RestLength => TCell.Rest * Units;

    /// <inheritdoc/>
    internal override bool HandsStateGradient => !TCell.IsRecurrent;

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
            ReadOnlySpan<float> kept = gates.Slice(row * GatesLength, GatesLength);
            for (int u = 0; u < Units; u++)
            {
                table[(row * Units) + u] = TCell.Shown(gate, kept[(gate * Units) + u], kept[u]);
            }
        }
    }
}
