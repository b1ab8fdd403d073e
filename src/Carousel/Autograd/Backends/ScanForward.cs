using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs a cell whose inputs are multiplied in one product over time forward.</summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class ScanForward<TCell> : ForwardRunner
    where TCell : struct, IScanCell<TCell>
{

    /// <summary>The one: it holds nothing.</summary>
    public static ScanForward<TCell> Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => Size(parameters).PanelLength;

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        ScanLoops.Pack(Size(parameters), parameters.Weights(quantized: false), panels);

    /// <inheritdoc/>
    public override void Step(
        Workers workers, RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        RecurrentSplit split = Split(workers, parameters, x.Shape[0]);
        workers.Run(
            new StepWork(Size(parameters), split.Units, CellPanels.Of(parameters).Forward(), x, state), split.Units,
            split.IsBrief);
        int H = parameters.Units;
        Span<float> values = Values(state), shown = Values(y);
        for (int s = 0; s < x.Shape[0]; s++)
        {
            values.Slice(s * (H + parameters.RestLength), H).CopyTo(shown[(s * H)..]);
        }
    }

    /// <inheritdoc/>
    protected override bool TryStepAlone(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state)
    {
        ScanSize size = Size(parameters);
        HostStorage panels = CellPanels.Of(parameters).Forward();
        Span<float> h = Values(state);
        ScanLoops.Step<TCell>(
            size, 0, size.Panels, panels.Span(), x, h, ThreadScratch.Values(size.StepScratch(1)));
        h[..parameters.Units].CopyTo(y);
        return true;
    }

    /// <summary>Sizes of a layer.</summary>
    internal static ScanSize Size(RecurrentParameters p) => new(
        p.Inputs, p.Units, TCell.Gates, p.R?.Shape[1] ?? 0, TCell.Rest);

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => !TCell.IsRecurrent;

    /// <inheritdoc/>
    protected override void Forward(in CellCall call, int placeFrom, int placeTo) =>
        Forward(call, new ScanPart(placeFrom, placeTo, 0, Size(call.Parameters).Panels));

    /// <inheritdoc/>
    protected override void ForwardByUnits(Workers workers, in CellCall call, in RecurrentSplit split) =>
        workers.Run(new UnitsWork(call, split.Units), split.Units);

    private static void Forward(in CellCall call, ScanPart part)
    {
        ScanSize size = Size(call.Parameters);
        ScanLoops.Forward<TCell>(
            size, part, call.Spans(call.Gates.IsNone ? size.ForwardScratch(call.Packing.BatchSize) : 0));
    }

    /// <summary>Some units of all steps.</summary>
    private readonly struct UnitsWork(CellCall call, int parts) : IParallelWork
    {
        public void Run(int part)
        {
            int panels = Size(call.Parameters).Panels;
            Forward(
                call,
                new ScanPart(0, call.Packing.BatchSize, panels * part / parts, panels * (part + 1) / parts));
        }
    }

    /// <summary>Some units of one step of some streams.</summary>
    private readonly struct StepWork(ScanSize size, int parts, HostStorage panels, Tensor x, Tensor state)
        : IParallelWork
    {
        public void Run(int part) => ScanLoops.Step<TCell>(
            size, size.Panels * part / parts, size.Panels * (part + 1) / parts, panels.Span(),
            Values(x), Values(state), ThreadScratch.Values(size.StepScratch(x.Shape[0])));
    }
}
