using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>
/// Runs a cell whose heads hold a matrix each forward: 64 steps of a sequence together where there is room for what the
/// way back needs of them, else step by step.
/// </summary>
/// <typeparam name="TCell">The cell.</typeparam>
internal sealed class MatrixForward<TCell> : ForwardRunner
    where TCell : struct, IMatrixCell<TCell>
{

    /// <summary>The one: it holds nothing.</summary>
    public static MatrixForward<TCell> Instance { get; } = new();

    /// <inheritdoc/>
    public override int PanelLength(RecurrentParameters parameters) => Size(parameters).PanelLength;

    /// <inheritdoc/>
    public override void Pack(RecurrentParameters parameters, Span<float> panels) =>
        MatrixLoops.Pack(Size(parameters), parameters.Weights(quantized: false), panels);

    /// <inheritdoc/>
    public override void Step(
        Workers workers, RecurrentParameters parameters, Tensor x, Tensor y, Tensor state, Tensor scratch)
    {
        MatrixSize size = Size(parameters);
        int S = x.Shape[0], width = size.H + size.Rest;
        HostStorage panels = CellPanels.Of(parameters).Forward();
        Span<float> values = Values(state), shown = Values(y);
        MatrixLoops.Step<TCell>(
            size, panels.Span(), Values(x), values, ThreadScratch.Values(size.StepScratch(S)));
        for (int s = 0; s < S; s++)
        {
            values.Slice(s * width, size.H).CopyTo(shown[(s * size.H)..]);
        }
    }

    /// <inheritdoc/>
    protected override bool TryStepAlone(
        RecurrentParameters parameters, ReadOnlySpan<float> x, Span<float> y, in Tensor state)
    {
        MatrixSize size = Size(parameters);
        HostStorage panels = CellPanels.Of(parameters).Forward();
        Span<float> values = Values(state);
        MatrixLoops.Step<TCell>(
            size, panels.Span(), x, values, ThreadScratch.Values(size.StepScratch(1)));
        values[..size.H].CopyTo(y);
        return true;
    }

    /// <summary>Sizes of a layer.</summary>
    internal static MatrixSize Size(RecurrentParameters parameters) => ((MatrixParameters<TCell>)parameters).Size;

    /// <inheritdoc/>
    protected override bool SharesUnits(RecurrentParameters parameters) => false;

    /// <inheritdoc/>
    protected override void Forward(in CellCall call, int placeFrom, int placeTo)
    {
        MatrixSize size = Size(call.Parameters);
        if (call.C.Shape[0] == call.Packing.BatchSize)
        {
            MatrixLoops.Infer<TCell>(
                size, call.Spans(placeFrom, placeTo, size.ForwardScratch(call.Packing.BatchSize)));
        }
        else
        {
            MatrixLoops.Forward<TCell>(size, call.Spans(placeFrom, placeTo, size.ChunkScratch));
        }
    }
}
