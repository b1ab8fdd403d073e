using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>A run of a cell whose inputs are multiplied at once.</summary>
internal sealed class ScanRun<TCell>(ScanSize size, RunShape shape)
    : CellRun(shape, new RunSizes(size.Columns, size.Head, size.Columns, size.Rest) { HasDivisor = size.Rest > 0 })
    where TCell : struct, IScanCell<TCell>
{
    private readonly ScanSize _size = size;

    /// <summary>That of a shape.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="head">Units of a head; 0 for a cell without.</param>
    public static ScanRun<TCell> Of(RunShape shape, int head = 0) =>
        new(new ScanSize(shape.I, shape.H, TCell.Gates, head, TCell.Rest), shape);

    protected override double Share => Math.Min(1e-5, Near.Recurrent(12, I + H));

    protected override int PanelLength => _size.PanelLength;

    protected override int BackwardPanelLength => _size.BackwardPanelLength;

    protected override int GradientParts => _size.Columns;

    protected override int GradientScratch => _size.GradientScratch;

    protected override int TogetherScratch => _size.GradientScratch;

    public override void Step(ReadOnlySpan<float> x, Span<float> state, int variant)
    {
        Span<float> scratch = Scratch(_size.StepScratch(state.Length / (H + _size.Rest)));
        int cut = TCell.IsRecurrent ? 0 : Math.Min(variant % 3, _size.Panels);
        if (cut > 0)
        {
            ScanLoops.Step<TCell>(_size, 0, cut, Panels, x, state, scratch);
        }

        ScanLoops.Step<TCell>(_size, cut, _size.Panels, Panels, x, state, scratch);
    }

    protected override void Pack(in CellWeights weights, Span<float> panels) => ScanLoops.Pack(_size, weights, panels);

    protected override void PackBackward(in CellWeights weights, Span<float> panels) =>
        ScanLoops.PackBackward(_size, weights, panels);

    protected override int ForwardScratch(int places, bool keeps) =>
        keeps && Rows.N > 0 ? 0 : _size.ForwardScratch(Rows.B);

    protected override int BackwardScratch(int places) => 0;

    /// <summary>Where units never meet, a call of some places is also cut into panels of units.</summary>
    protected override void Forward(in CellSpans call)
    {
        for (int part = 0; part < Parts(call); part++)
        {
            ScanLoops.Forward<TCell>(_size, Part(call, part), call);
        }
    }

    protected override void Backward(in CellSpans call)
    {
        for (int part = 0; part < Parts(call); part++)
        {
            ScanLoops.Backward<TCell>(_size, Part(call, part), call);
        }
    }

    protected override void BackwardTogether(in CellSpans call) => ScanLoops.BackwardWithGradients<TCell>(_size, call);

    protected override void AddInputGradient(ReadOnlySpan<float> da, Span<float> dx, Span<float> scratch) =>
        ScanLoops.AddInputGradient(_size, BackwardPanels, da, dx);

    protected override void AddWeightGradient(in CellSpans call, int from, int to) =>
        ScanLoops.AddWeightGradient(_size, call, from, to);

    protected override void Forward<V, O>(in CellSpans call) =>
        new ScanLoops.ForwardRun<TCell>(_size, Part(call, 0, 1)).Run<V, O>(call);

    protected override void Backward<V, O>(in CellSpans call) =>
        new ScanLoops.BackwardRun<TCell>(_size, Part(call, 0, 1)).Run<V, O>(call);

    private int Parts(in CellSpans call) => _size.Head > 0 || call.PlaceTo - call.PlaceFrom == Rows.B ? 1 : 3;

    private ScanPart Part(in CellSpans call, int part) => Part(call, part, Parts(call));

    private ScanPart Part(in CellSpans call, int part, int parts) => new(
        call.PlaceFrom, call.PlaceTo, _size.Panels * part / parts, _size.Panels * (part + 1) / parts);
}
