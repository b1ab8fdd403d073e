using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>A run of LstmKernel.</summary>
internal sealed class LstmRun(RunShape shape) : CellRun(
    shape, new RunSizes(4 * shape.H, shape.H, 4 * shape.H, shape.H) { Scale = 1 / Math.Sqrt(shape.I + shape.H) })
{
    public LstmSize Size => new(I, H);

    protected override int PanelLength => LstmPanels.ForwardLength(Size);

    protected override int BackwardPanelLength => LstmPanels.BackwardLength(Size);

    protected override int GradientParts => LstmKernel.GradientBlocks(Size);

    protected override int GradientScratch => LstmKernel.GradientScratchLength(Size);

    protected override int TogetherScratch => LstmKernel.BackwardWithGradientsScratchLength(Size, Rows.B);

    public override bool RunUnits(int parts)
    {
        CellSpans call = Call((0, Rows.B));
        call.Panels = Panels;
        call.Scratch = Scratch(LstmKernel.UnitsScratchLength(Size, Rows.B, parts));
        StepUnits(call, parts);
        CellSpans inference = call;
        inference.H = Inferred.Span;
        inference.C = Carried.Span;
        inference.Gates = [];
        StepUnits(inference, parts);
        call.Panels = BackwardPanels;
        call.Scratch = Scratch(LstmKernel.ScratchLength(Size, 1));
        for (int s = call.Steps.T; s >= 0; s--)
        {
            Say("BackwardUnits");
            for (int part = 0; part < parts; part++)
            {
                LstmKernel.BackwardUnits(Size, call, s, part, parts);
            }
        }

        return true;
    }

    private void StepUnits(in CellSpans call, int parts)
    {
        for (int s = 0; s < call.Steps.T; s++)
        {
            Say("BeginStep and StepUnits");
            LstmKernel.BeginStep(Size, call, s);
            for (int part = parts - 1; part >= 0; part--)
            {
                LstmKernel.StepUnits(Size, call, s, part, parts);
            }
        }
    }

    /// <summary>One sequence after the other; from the second variant on in parts of units.</summary>
    public override void Step(ReadOnlySpan<float> x, Span<float> state, int variant)
    {
        bool descending = variant % 2 == 1;
        int streams = state.Length / (2 * H);
        for (int s = 0; s < streams; s++)
        {
            ReadOnlySpan<float> input = streams == 1 ? x : x.Slice(s * I, I);
            Span<float> h = state.Slice(2 * s * H, H), c = state.Slice(((2 * s) + 1) * H, H);
            int parts = variant / 2 % 4;
            if (parts == 0)
            {
                LstmKernel.Step(
                    Size, Panels, input, h, c, Scratch(LstmKernel.ScratchLength(Size, 1)), descending);
                continue;
            }

            Span<float> room = Scratch(LstmKernel.StreamUnitsScratchLength(Size, parts));
            LstmKernel.BeginStream(Size, input, h, room);
            for (int part = 0; part < parts; part++)
            {
                LstmKernel.StreamUnits(Size, part, parts, Panels, h, c, room, descending);
            }
        }
    }

    protected override void Pack(in CellWeights weights, Span<float> panels) =>
        LstmPanels.PackForward(Size, weights.W, weights.R, weights.B, panels);

    protected override void PackBackward(in CellWeights weights, Span<float> panels) =>
        LstmPanels.PackBackward(Size, weights.W, weights.R, panels);

    protected override int ForwardScratch(int places, bool keeps) => LstmKernel.ScratchLength(Size, places);

    protected override int BackwardScratch(int places) => LstmKernel.ScratchLength(Size, places);

    protected override void Forward(in CellSpans call) => LstmKernel.Forward(Size, call);

    protected override void Backward(in CellSpans call) => LstmKernel.Backward(Size, call);

    protected override void BackwardTogether(in CellSpans call) => LstmKernel.BackwardWithGradients(Size, call);

    protected override void AddInputGradient(ReadOnlySpan<float> da, Span<float> dx, Span<float> scratch) =>
        LstmKernel.AddInputGradient(Size, BackwardPanels, da, dx);

    protected override void AddWeightGradient(in CellSpans call, int from, int to) =>
        LstmKernel.AddWeightGradients(Size, call, from, to);

    protected override void Forward<V, O>(in CellSpans call) => new LstmKernel.ForwardRun(Size).Run<V, O>(call);

    protected override void Backward<V, O>(in CellSpans call) => new LstmKernel.BackwardRun(Size).Run<V, O>(call);
}
