using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs a cell whose heads hold a matrix each backward.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class MatrixBackward<TCell> : BackwardRunner
    where TCell : struct, IMatrixCell<TCell>
{

    /// <summary>The one: it holds nothing.</summary>
    public static MatrixBackward<TCell> Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => Size(parameters).BackwardPanelLength;

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        MatrixLoops.PackBackward(Size(parameters), parameters.Weights(quantized: false), panels);

    /// <summary>Nothing: no step reads what was shown before it.</summary>
    /// <inheritdoc/>
    public override void AddStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
    }

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => false;

    /// <inheritdoc/>
    protected override int GradientParts(RecurrentParameters parameters) => Size(parameters).Columns;

    /// <inheritdoc/>
    protected override void Backward(in CellCall call, int placeFrom, int placeTo)
    {
        MatrixSize size = Size(call.Parameters);
        MatrixLoops.Backward<TCell>(size, call.Spans(placeFrom, placeTo, size.ChunkScratch));
    }

    /// <inheritdoc/>
    protected override void AddWeightGradients(in CellCall call, int partFrom, int partTo)
    {
        MatrixSize size = Size(call.Parameters);
        MatrixLoops.AddWeightGradient(size, call.Spans(size.GradientScratch), partFrom, partTo);
    }

    /// <inheritdoc/>
    protected override void AddInputGradient(in CellCall call, int rowFrom, int rows) =>
        MatrixLoops.AddInputGradient(
            Size(call.Parameters), call.Panels.Span(), Values(call.Gates.Rows(rowFrom, rows)),
            Values(call.Dx.Rows(rowFrom, rows)));

    private static MatrixSize Size(RecurrentParameters parameters) => MatrixForward<TCell>.Size(parameters);
}
