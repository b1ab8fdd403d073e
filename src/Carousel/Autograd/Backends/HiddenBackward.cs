using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs a cell whose state is h alone backward.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class HiddenBackward<TCell> : BackwardRunner
    where TCell : struct, IHiddenCell<TCell>
{

    /// <summary>The one: it holds nothing.</summary>
    public static HiddenBackward<TCell> Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => Cell(parameters).BackwardPanelLength;

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        Cell(parameters).PackBackward(parameters.Weights(quantized: false), panels);

    /// <inheritdoc/>
    public override void AddStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
        var cell = Cell(parameters);
        HostStorage panels = CellPanels.Of(parameters).Backward();
        HiddenLoops.AddStateGradient(
            cell, panels.Span(), Values(before), Values(gates), Values(dh), Values(dBefore),
            ThreadScratch.Values(cell.BackwardScratch(before.Shape[0])));
    }

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => Cell(parameters).SharesUnits;

    /// <inheritdoc/>
    protected override int GradientParts(RecurrentParameters parameters) => Cell(parameters).GradientParts;

    /// <inheritdoc/>
    protected override void BackwardWithGradients(in CellCall call)
    {
        var cell = Cell(call.Parameters);
        HiddenLoops.BackwardWithGradients(
            cell, call.Spans(HiddenLoops.WithGradientsScratch(cell, call.Packing.BatchSize)));
    }

    /// <inheritdoc/>
    protected override void BackwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split)
    {
        var walk = new StepWalk(call.Steps, backward: true, 0, call.Packing.BatchSize);
        var work = new UnitsWork { Cell = Cell(call.Parameters), Call = call, Parts = split.Units };
        bool more;
        do
        {
            // At the end the product of the last rows alone.
            more = walk.Next(out work.Next);
            workers.Run(work, split.Units, split.IsBrief);
            work.Done = work.Next;
        }
        while (more);
    }

    /// <inheritdoc/>
    protected override void Backward(in CellCall call, int placeFrom, int placeTo)
    {
        var cell = Cell(call.Parameters);
        HiddenLoops.Backward(
            cell, call.Spans(placeFrom, placeTo, cell.BackwardScratch(placeTo - placeFrom)));
    }

    /// <inheritdoc/>
    protected override void AddWeightGradients(in CellCall call, int partFrom, int partTo)
    {
        var cell = Cell(call.Parameters);
        HiddenLoops.AddWeightGradient(cell, call.Spans(cell.GradientScratch(along: false)), partFrom, partTo);
    }

    /// <inheritdoc/>
    protected override void AddInputGradient(in CellCall call, int rowFrom, int rows)
    {
        var cell = Cell(call.Parameters);
        Tensor da = call.Parameters.GatesLength > 0
            ? call.Gates.Rows(rowFrom, rows)
            : call.Dh.Rows(call.Packing.BatchSize + rowFrom, rows);
        HiddenLoops.AddInputGradient(
            cell, call.Panels.Span(), Values(da), Values(call.Dx.Rows(rowFrom, rows)),
            ThreadScratch.Values(cell.InputScratch));
    }

    private static TCell Cell(RecurrentParameters p) => TCell.Of(p.Inputs, p.Units, p.Q is not null);

    /// <summary>Some units between two segments.</summary>
    private struct UnitsWork : IParallelWork
    {
        public TCell Cell;
        public CellCall Call;
        public int Parts;
        public StepSegment Done;
        public StepSegment Next;

        public readonly void Run(int part) => HiddenLoops.BackwardUnits(
            Cell, Call.Spans(Cell.BackwardScratch(Done.Rows)), Done, Next, part, Parts);
    }
}
