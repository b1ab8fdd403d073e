using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>Runs an LSTM with variants backward. Kernel: LstmVariantKernel.</summary>
internal sealed class LstmVariantBackward : BackwardRunner
{
    /// <summary>The only instance; it has no state.</summary>
    public static LstmVariantBackward Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) =>
        LstmVariantPanels.BackwardLength(Size(parameters));

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        LstmVariantPanels.Pack(Size(parameters), ((LstmVariantParameters)parameters).Spans, panels, back: true);

    /// <inheritdoc/>
    public override void AddStateGradient(
        RecurrentParameters parameters, Tensor before, Tensor gates, Tensor dh, Tensor dBefore) =>
        throw new InvalidOperationException("A variant does not run by segments of time.");

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => false;

    /// <inheritdoc/>
    protected override int GradientParts(RecurrentParameters parameters) => Size(parameters).GatesLength;

    /// <inheritdoc/>
    protected override void Backward(in CellCall call, int placeFrom, int placeTo)
    {
        LstmVariantSize size = Size(call.Parameters);
        CellSpans spans = call.Spans(
            placeFrom, placeTo, LstmVariantKernel.BackwardScratch(size, placeTo - placeFrom));
        LstmVariantKernel.Backward(
            size, spans with { RecurrentMask = Values(call.RecurrentMask) });
    }

    /// <inheritdoc/>
    protected override void AddWeightGradients(in CellCall call, int partFrom, int partTo)
    {
        LstmVariantSize size = Size(call.Parameters);
        CellSpans spans = call.Spans(LstmVariantKernel.WeightGradientScratch(size));
        var gradients = new LstmVariantSpans
        {
            W = spans.Dw,
            R = spans.Dr,
            B = spans.Db,
            Peepholes = Values(call.DVariant.Peepholes),
            Projection = Values(call.DVariant.Projection),
        };
        spans.RecurrentMask = Values(call.RecurrentMask);
        LstmVariantKernel.AddWeightGradient(size, spans, gradients, partFrom, partTo);
    }

    /// <inheritdoc/>
    protected override void AddInputGradient(in CellCall call, int rowFrom, int rows) =>
        LstmVariantKernel.AddInputGradient(
            Size(call.Parameters), rowFrom, rowFrom + rows, call.Panels.Span(), Values(call.Gates), Values(call.Dx));

    private static LstmVariantSize Size(RecurrentParameters parameters) => ((LstmVariantParameters)parameters).Size;
}
