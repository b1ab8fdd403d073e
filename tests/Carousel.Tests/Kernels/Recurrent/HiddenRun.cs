using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>A run of a cell whose state is only h.</summary>
internal sealed class HiddenRun<TCell>(TCell cell, RunShape shape)
    : CellRun(shape, new RunSizes(cell.Gates * cell.H, cell.H, cell.GatesLength, 0) { InnerBias = cell.InnerBias })
    where TCell : struct, IHiddenCell<TCell>
{
    private readonly TCell _cell = cell;

    protected override int PanelLength => _cell.PanelLength;

    protected override int BackwardPanelLength => _cell.BackwardPanelLength;

    protected override int GradientParts => _cell.GradientParts;

    protected override int GradientScratch => _cell.GradientScratch(along: false);

    protected override int InputScratch => _cell.InputScratch;

    protected override int TogetherScratch => HiddenLoops.WithGradientsScratch(_cell, Rows.B);

    public override bool RunUnits(int parts)
    {
        if (!_cell.SharesUnits)
        {
            return false;
        }

        var walk = new StepWalk(Call((0, Rows.B)).Steps, backward: false, 0, Rows.B);
        while (walk.Next(out StepSegment s))
        {
            int row = s.Row, end = s.Row + s.Rows, G = _cell.GatesLength;
            for (int part = 0; part < parts; part++)
            {
                Units(States.Span, Gates.Span[(row * G)..(end * G)]);
                Units(Inferred.Span, []);

                void Units(Span<float> h, Span<float> gates)
                {
                    Say("StepUnits");
                    HiddenLoops.StepUnits(
                        _cell, _cell.Part(part, parts), Panels, X.Span[(row * I)..(end * I)],
                        h.Slice(s.Before * H, s.Rows * H), h[((Rows.B + row) * H)..((Rows.B + end) * H)], gates,
                        Scratch(_cell.ForwardScratch(s.Rows)));
                }
            }
        }

        walk = new StepWalk(Call((0, Rows.B)).Steps, backward: true, 0, Rows.B);
        StepSegment done = default;
        bool more = true;
        while (more)
        {
            more = walk.Next(out StepSegment next);
            for (int part = 0; part < parts; part++)
            {
                CellSpans call = Call((0, Rows.B));
                call.Panels = BackwardPanels;
                call.Scratch = Scratch(_cell.BackwardScratch(done.Rows));
                Say("BackwardUnits");
                HiddenLoops.BackwardUnits(_cell, call, done, next, part, parts);
            }

            done = next;
        }

        return true;
    }

    public override void Step(ReadOnlySpan<float> x, Span<float> state, int variant) =>
        HiddenLoops.Step(
            _cell, Panels, x, state, Scratch(state.Length, number: 1), Scratch(_cell.ForwardScratch(state.Length / H)));

    protected override void Pack(in CellWeights weights, Span<float> panels) => _cell.Pack(weights, panels);

    protected override void PackBackward(in CellWeights weights, Span<float> panels) =>
        _cell.PackBackward(weights, panels);

    protected override int ForwardScratch(int places, bool keeps) => _cell.ForwardScratch(places);

    protected override int BackwardScratch(int places) => _cell.BackwardScratch(places);

    protected override void Forward(in CellSpans call) => HiddenLoops.Forward(_cell, call);

    protected override void Backward(in CellSpans call) => HiddenLoops.Backward(_cell, call);

    protected override void BackwardTogether(in CellSpans call) => HiddenLoops.BackwardWithGradients(_cell, call);

    protected override void AddInputGradient(ReadOnlySpan<float> da, Span<float> dx, Span<float> scratch) =>
        HiddenLoops.AddInputGradient(_cell, BackwardPanels, da, dx, scratch);

    protected override void AddWeightGradient(in CellSpans call, int from, int to) =>
        HiddenLoops.AddWeightGradient(_cell, call, from, to);

    protected override void Forward<V, O>(in CellSpans call) =>
        new HiddenLoops.ForwardRun<TCell>(_cell).Run<V, O>(call);

    protected override void Backward<V, O>(in CellSpans call) =>
        new HiddenLoops.BackwardRun<TCell>(_cell).Run<V, O>(call);
}
