using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs a cell whose state is h alone forward.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class HiddenForward<TCell> : ForwardRunner
    where TCell : struct, IForwardCell<TCell>
{

    /// <summary>The one: it holds nothing.</summary>
    public static HiddenForward<TCell> Instance { get; } = new();

    /// <inheritdoc/>
    public override bool IsQuantized => TCell.IsQuantized;

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => Cell(parameters).PanelLength;

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        Cell(parameters).Pack(parameters.Weights(IsQuantized), panels);

    /// <inheritdoc/>
    public override void Step(
        Workers workers, RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        var cell = Cell(parameters);
        HostStorage panels = CellPanels.Of(parameters, IsQuantized).Forward();
        RecurrentSplit split = Split(workers, parameters, x.Shape[0]);

        // The states before lie where the output will.
        Span<float> before = Values(y), h = Values(state);
        if (split.Units > 1)
        {
            h.CopyTo(before);
            workers.Run(new StepWork(cell, split.Units, panels, x, y, state), split.Units, split.IsBrief);
        }
        else
        {
            HiddenLoops.Step(
                cell, panels.Span(), Values(x), h, before,
                ThreadScratch.Values(cell.ForwardScratch(x.Shape[0])));
        }

        h.CopyTo(before);
    }

    /// <inheritdoc/>
    protected override bool TryStepAlone(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state)
    {
        var cell = Cell(parameters);
        HostStorage panels = CellPanels.Of(parameters, IsQuantized).Forward();
        Span<float> h = Values(state);

        // The caller's output may be its input: the states before lie in scratch.
        int length = cell.ForwardScratch(1);
        Span<float> scratch = ThreadScratch.Values(length + h.Length);
        HiddenLoops.Step(
            cell, panels.Span(), x, h, scratch.Slice(length, h.Length), scratch[..length]);
        h.CopyTo(y);
        return true;
    }

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => Cell(parameters).SharesUnits;

    /// <inheritdoc/>
    protected override void Forward(in CellCall call, int placeFrom, int placeTo)
    {
        var cell = Cell(call.Parameters);
        HiddenLoops.Forward(
            cell, call.Spans(placeFrom, placeTo, cell.ForwardScratch(placeTo - placeFrom)));
    }

    /// <inheritdoc/>
    protected override void ForwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split)
    {
        var walk = new StepWalk(call.Steps, backward: false, 0, call.Packing.BatchSize);
        var work = new UnitsWork { Cell = Cell(call.Parameters), Call = call, Parts = split.Units };
        while (walk.Next(out work.Rows))
        {
            workers.Run(work, split.Units, split.IsBrief);
        }
    }

    private static TCell Cell(RecurrentParameters p) => TCell.Of(p.Inputs, p.Units, p.Q is not null);

    /// <summary>Some units of the rows of one step.</summary>
    private struct UnitsWork : IParallelWork
    {
        public TCell Cell;
        public CellCall Call;
        public int Parts;
        public StepSegment Rows;

        public readonly void Run(int part) => HiddenLoops.StepUnits(
            Cell, Cell.Part(part, Parts), Call.Panels.Span(), Values(Call.X.Rows(Rows.Row, Rows.Rows)),
            Values(Call.H.Rows(Rows.Before, Rows.Rows)),
            Values(Call.H.Rows(Call.Packing.BatchSize + Rows.Row, Rows.Rows)),
            Call.Gates.IsNone ? [] : Values(Call.Gates.Rows(Rows.Row, Rows.Rows)),
            ThreadScratch.Values(Cell.ForwardScratch(Rows.Rows)));
    }

    /// <summary>Some units of one step of some streams.</summary>
    private readonly struct StepWork(
        TCell cell, int parts, HostStorage panels, Tensor x, Tensor before, Tensor state) : IParallelWork
    {
        public void Run(int part) => HiddenLoops.StepUnits(
            cell, cell.Part(part, parts), panels.Span(), Values(x), Values(before), Values(state), [],
            ThreadScratch.Values(cell.ForwardScratch(x.Shape[0])));
    }
}
