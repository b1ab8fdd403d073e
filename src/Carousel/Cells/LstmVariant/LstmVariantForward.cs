using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs an LSTM with variants forward. Kernel: LstmVariantKernel.</summary>
internal sealed class LstmVariantForward : ForwardRunner
{
    /// <summary>The only instance; it has no state.</summary>
    public static LstmVariantForward Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => LstmVariantPanels.Length(Size(parameters));

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        LstmVariantPanels.Pack(Size(parameters), ((LstmVariantParameters)parameters).Spans, panels);

    /// <inheritdoc/>
    public override int StepScratchLength(RecurrentParameters parameters, int streams) =>
        LstmVariantKernel.ForwardScratch(Size(parameters), streams) + (streams * Size(parameters).H);

    /// <inheritdoc/>
    public override void Step(
        Workers workers, RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        LstmVariantSize size = Size(parameters);
        (int H, int P, int streams) = (size.H, size.P, x.Shape[0]);
        Span<float> states = Values(state), hidden = Values(y), cells = Values(scratch)[..(streams * H)];
        for (int s = 0; s < streams; s++)
        {
            states.Slice(s * (P + H), P).CopyTo(hidden[(s * P)..]);
            states.Slice((s * (P + H)) + P, H).CopyTo(cells[(s * H)..]);
        }

        LstmVariantKernel.Step(
            size, CellPanels.Of(parameters).Forward().Span(), Values(x), hidden, cells,
            Values(scratch)[(streams * H)..]);
        for (int s = 0; s < streams; s++)
        {
            hidden.Slice(s * P, P).CopyTo(states[(s * (P + H))..]);
            cells.Slice(s * H, H).CopyTo(states[((s * (P + H)) + P)..]);
        }
    }

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => false;

    /// <inheritdoc/>
    protected override void Forward(in CellCall call, int placeFrom, int placeTo)
    {
        LstmVariantSize size = Size(call.Parameters);
        CellSpans spans = call.Spans(
            placeFrom, placeTo, LstmVariantKernel.ForwardScratch(size, placeTo - placeFrom));
        LstmVariantKernel.Forward(size, spans with { RecurrentMask = Values(call.RecurrentMask) });
    }

    private static LstmVariantSize Size(RecurrentParameters parameters) => ((LstmVariantParameters)parameters).Size;
}
