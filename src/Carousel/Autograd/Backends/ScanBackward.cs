using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs a cell whose inputs are multiplied in one product over time backward.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class ScanBackward<TCell> : BackwardRunner
    where TCell : struct, IScanCell<TCell>
{

    /// <summary>The one: it holds nothing.</summary>
    public static ScanBackward<TCell> Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => Size(parameters).BackwardPanelLength;

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        ScanLoops.PackBackward(Size(parameters), parameters.Weights(quantized: false), panels);

    /// <inheritdoc/>
    public override void AddStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
        HostStorage panels = CellPanels.Of(parameters).Backward();
        ScanLoops.AddStateGradient<TCell>(
            Size(parameters), panels.Span(), Values(before), Values(gates),
            TCell.IsRecurrent ? [] : Values(dh), Values(dBefore));
    }

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => !TCell.IsRecurrent;

    /// <inheritdoc/>
    protected override int GradientParts(RecurrentParameters parameters) => Size(parameters).Columns;

    /// <inheritdoc/>
    protected override void BackwardWithGradients(in CellCall call)
    {
        ScanSize size = Size(call.Parameters);
        ScanLoops.BackwardWithGradients<TCell>(size, call.Spans(size.GradientScratch));
    }

    /// <inheritdoc/>
    protected override void BackwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split) =>
        workers.Run(new UnitsWork(call, split.Units), split.Units);

    /// <inheritdoc/>
    protected override void Backward(in CellCall call, int placeFrom, int placeTo) =>
        Backward(call, new ScanPart(placeFrom, placeTo, 0, Size(call.Parameters).Panels));

    /// <inheritdoc/>
    protected override void AddWeightGradients(in CellCall call, int partFrom, int partTo)
    {
        ScanSize size = Size(call.Parameters);
        ScanLoops.AddWeightGradient(size, call.Spans(size.GradientScratch), partFrom, partTo);
    }

    /// <inheritdoc/>
    protected override void AddInputGradient(in CellCall call, int rowFrom, int rows) =>
        ScanLoops.AddInputGradient(
            Size(call.Parameters), call.Panels.Span(), Values(call.Gates.Rows(rowFrom, rows)),
            Values(call.Dx.Rows(rowFrom, rows)));

    private static ScanSize Size(RecurrentParameters p) => ScanForward<TCell>.Size(p);

    private static void Backward(in CellCall call, ScanPart part) =>
        ScanLoops.Backward<TCell>(Size(call.Parameters), part, call.Spans(0));

    /// <summary>Some units of all steps.</summary>
    private readonly struct UnitsWork(CellCall call, int parts) : IParallelWork
    {
        public void Run(int part)
        {
            int panels = Size(call.Parameters).Panels;
            Backward(
                call,
                new ScanPart(0, call.Packing.BatchSize, panels * part / parts, panels * (part + 1) / parts));
        }
    }
}
