using Carousel.Execution;
using Carousel.Kernels.Recurrent;
using Carousel.Memory;
using static Carousel.Backends.CpuBackend;

namespace Carousel.Backends;

/// <summary>Runs a cell whose state is h alone backward.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class HiddenBackward<TCell> : BackwardRunner
    where TCell : struct, IHiddenCell<TCell>
{
    private HiddenBackward()
    {
    }

    /// <summary>The one: it holds nothing.</summary>
    public static HiddenBackward<TCell> Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => Cell(parameters).BackwardPanelLength;

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        Cell(parameters).PackBackward(parameters.Weights(quantised: false), panels);

    /// <inheritdoc/>
    public override void AddStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore)
    {
        var cell = Cell(parameters);
        HostStorage panels = CellPanels.Of(parameters).Backward();
        HiddenLoops.AddStateGradient(
            cell, panels.Span(0, panels.Length), Values(before), Values(gates), Values(dh), Values(dBefore),
            ThreadScratch.Values(cell.BackwardScratch(before.Shape[0])));
    }

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => Cell(parameters).SharesUnits;

    /// <inheritdoc/>
    protected override int GradientParts(RecurrentParameters parameters) => Cell(parameters).GradientParts;

    /// <inheritdoc/>
    protected override void BackwardWithGradients(in CellCall call, in CellGradients to)
    {
        var cell = Cell(call.Parameters);
        HiddenLoops.BackwardWithGradients(
            cell, call.Packing.RowStart, call.Reverse, call.PanelValues, Values(call.X), Values(call.H),
            Values(call.Gates), Values(call.Dh), Values(to.X), Values(to.W), Values(to.R), Values(to.B), Values(to.Q),
            ThreadScratch.Values(HiddenLoops.WithGradientsScratch(cell, call.Packing.BatchSize)));
    }

    /// <inheritdoc/>
    protected override void BackwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split)
    {
        int batch = call.Packing.BatchSize;
        var walk = new StepWalk(call.Packing.RowStart, batch, call.Reverse, backward: true, 0, batch);
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
            cell, call.Packing.RowStart, call.Reverse, placeFrom, placeTo, call.PanelValues, Values(call.H),
            Values(call.Gates), Values(call.Dh), ThreadScratch.Values(cell.BackwardScratch(placeTo - placeFrom)));
    }

    /// <inheritdoc/>
    protected override void AddWeightGradients(in CellCall call, in CellGradients to, int partFrom, int partTo)
    {
        var cell = Cell(call.Parameters);
        HiddenLoops.AddWeightGradient(
            cell, call.Packing.RowStart, call.Reverse, partFrom, partTo, Values(call.X), Values(call.H),
            Values(Da(call, 0, call.Packing.Rows)), Values(to.W), Values(to.R), Values(to.B), Values(to.Q),
            ThreadScratch.Values(cell.GradientScratch(along: false)));
    }

    /// <inheritdoc/>
    protected override void AddInputGradient(in CellCall call, in CellGradients to, int rowFrom, int rows)
    {
        var cell = Cell(call.Parameters);
        HiddenLoops.AddInputGradient(
            cell, call.PanelValues, Values(Da(call, rowFrom, rows)), Values(to.X.Rows(rowFrom, rows)),
            ThreadScratch.Values(cell.InputScratch));
    }

    private static TCell Cell(RecurrentParameters p) => TCell.Of(p.Inputs, p.Units, p.Q is not null);

    /// <summary>∂loss/∂preactivation of some rows.</summary>
    private static Tensor Da(in CellCall call, int row, int rows) => call.Parameters.GatesLength > 0
        ? call.Gates.Rows(row, rows)
        : call.Dh.Rows(call.Packing.BatchSize + row, rows);

    /// <summary>Some units between two segments.</summary>
    private struct UnitsWork : IParallelWork
    {
        public TCell Cell;
        public CellCall Call;
        public int Parts;
        public StepSegment Done;
        public StepSegment Next;

        public readonly void Run(int part) => HiddenLoops.BackwardUnits(
            Cell, Call.Packing.RowStart, Done, Next, part, Parts, Call.PanelValues, Values(Call.H), Values(Call.Gates),
            Values(Call.Dh), ThreadScratch.Values(Cell.BackwardScratch(Done.Rows)));
    }
}
