using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>A recurrent layer whose heads hold a matrix each.</summary>
/// <typeparam name="TCell">What a head does.</typeparam>
internal sealed class MatrixLayer<TCell> : RecurrentLayer
    where TCell : struct, IMatrixCell<TCell>
{
    private readonly MatrixParameters<TCell> _parameters;

    /// <summary>A layer. The weights of a head's gates begin at 0.</summary>
    /// <param name="cell">Which cell.</param>
    /// <param name="settings">Sizes and options.</param>
    /// <param name="biases">Where the biases of a head's gates begin, in the first and the last head.</param>
    public MatrixLayer(RecurrentCell cell, CellSettings settings, params (float First, float Last)[] biases)
        : base(
            cell,
            settings with
            {
                InputInitializer = new HeadRows(
                    TCell.Scalars * cell.Heads(settings), settings.InputInitializer ?? new Glorot()),
                BiasInitializer = settings.BiasInitializer ?? new HeadConstant(cell.Heads(settings), biases),
            },
            gates: MatrixSize.Wide,
            headRows: TCell.Scalars * cell.Heads(settings))
    {
        OpenOptions = settings.Options;
        _parameters = new MatrixParameters<TCell>(W, B, cell.Heads(settings));
    }

    /// <summary>None from the last step to the first: each sequence then counts its steps from its own end.</summary>
    internal override SegmentOrder Segments => IsReverse ? SegmentOrder.None : SegmentOrder.Forward;

    /// <inheritdoc/>
    internal override int SegmentUnit => MatrixSize.Chunk;

    /// <inheritdoc/>
    internal override int Heads => _parameters.Heads;

    /// <inheritdoc/>
    private protected override RecurrentParameters Computed => _parameters;
}
