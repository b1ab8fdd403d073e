using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of a cell whose heads hold a matrix each.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
/// <param name="W">W [4H + gates of a head·heads, I], from the input: query, key, value and output gate of all
/// units, then each gate of a head.</param>
/// <param name="B">[4H + gates of a head·heads].</param>
/// <param name="Heads">Heads.</param>
internal sealed record MatrixParameters<TCell>(Parameter W, Parameter B, int Heads)
    : RecurrentParameters(W, null, B, null)
    where TCell : struct, IMatrixCell<TCell>
{
    /// <inheritdoc/>
    public override int Units { get; } = Math.Max(
        1, (B.Shape[0] - (TCell.Scalars * Heads)) / MatrixSize.Wide);

    /// <summary>Sizes of the kernel.</summary>
    internal MatrixSize Size => new(Inputs, Units, Heads, TCell.Scalars, TCell.HasNormalizer);

    /// <inheritdoc/>
    public override int RestLength => Size.Rest;

    /// <inheritdoc/>
    internal override bool CarriesRest => true;

    /// <inheritdoc/>
    internal override bool HandsStateGradient => false;

    /// <inheritdoc/>
    public override int GatesLength => Size.Columns;

    /// <inheritdoc/>
    internal override int Gates => MatrixSize.Wide + TCell.Scalars;

    /// <inheritdoc/>
    internal override ForwardRunner Forward => MatrixForward<TCell>.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => MatrixBackward<TCell>.Instance;

    /// <inheritdoc/>
    internal override int KeptRests(Packing packing) =>
        checked((int)MatrixSize.KeptRows(packing.BatchSize, packing.Steps));

    /// <inheritdoc/>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        int width = GatesLength, head = Units / Heads;
        for (int row = 0; row < table.Length / Units; row++)
        {
            ReadOnlySpan<float> kept = gates.Slice(row * width, width);
            Span<float> shown = table.Slice(row * Units, Units);
            if (gate >= MatrixSize.Wide)
            {
                for (int u = 0; u < Units; u++)
                {
                    int of = gate - MatrixSize.Wide;
                    shown[u] = TCell.Shown(of, kept[Size.WideColumns + (of * Heads) + (u / head)]);
                }
            }
            else
            {
                kept.Slice(gate * Units, Units).CopyTo(shown);
                if (gate == MatrixSize.Wide - 1)
                {
                    ElementwiseKernel.Forward(ElementwiseFunction.Logistic, shown, shown);
                }
            }
        }
    }
}
