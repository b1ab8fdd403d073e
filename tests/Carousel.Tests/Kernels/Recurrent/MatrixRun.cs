using Carousel.Kernels;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>A run of a cell whose heads hold a matrix each.</summary>
internal sealed class MatrixRun<TCell>(MatrixSize size, RunShape shape)
    : CellRun(shape, new RunSizes(size.Columns, 0, size.Columns, size.Rest)
    {
        Heads = size.Heads,
        KeptRows = (int)MatrixSize.KeptRows(shape.Rows.B, shape.Rows.T),
        Scale = 1 / Math.Sqrt(size.I),
        ForgetBiases = size.HasNormalizer ? size.Heads : 0,
    })
    where TCell : struct, IMatrixCell<TCell>
{
    private readonly MatrixSize _size = size;

    /// <summary>That of a shape, with some heads.</summary>
    public static MatrixRun<TCell> Of(RunShape shape)
    {
        int H = shape.H, heads = H % 4 == 0 ? 4 : H % 3 == 0 ? 3 : H % 2 == 0 ? 2 : 1;
        return new(new MatrixSize(shape.I, H, H == 68 ? 1 : heads, TCell.Scalars, TCell.HasNormalizer), shape);
    }

    public override bool HasGradientsAlong => false;

    public override bool IsInferenceExact => false;

    // Sums of up to 130 steps, and lengths that are divided by.
    protected override double Share => 3e-5;

    protected override int PanelLength => _size.PanelLength;

    protected override int BackwardPanelLength => _size.BackwardPanelLength;

    protected override int GradientParts => _size.Columns;

    protected override int GradientScratch => _size.GradientScratch;

    protected override int TogetherScratch => 0;

    public override void Step(ReadOnlySpan<float> x, Span<float> state, int variant) => MatrixLoops.Step<TCell>(
        _size, Panels, x, state, Scratch(_size.StepScratch(state.Length / (H + _size.Rest))));

    protected override void Pack(in CellWeights weights, Span<float> panels) =>
        MatrixLoops.Pack(_size, weights, panels);

    protected override void PackBackward(in CellWeights weights, Span<float> panels) =>
        MatrixLoops.PackBackward(_size, weights, panels);

    protected override int ForwardScratch(int places, bool keeps) =>
        keeps && Rows.N > 0 ? _size.ChunkScratch : _size.ForwardScratch(Rows.B);

    protected override int BackwardScratch(int places) => _size.ChunkScratch;

    protected override void Forward(in CellSpans call)
    {
        if (call.Gates.IsEmpty)
        {
            MatrixLoops.Infer<TCell>(_size, call);
        }
        else
        {
            MatrixLoops.Forward<TCell>(_size, call);
        }
    }

    protected override void Backward(in CellSpans call) => MatrixLoops.Backward<TCell>(_size, call);

    protected override void BackwardTogether(in CellSpans call) => throw new NotSupportedException();

    protected override void AddInputGradient(ReadOnlySpan<float> da, Span<float> dx, Span<float> scratch) =>
        MatrixLoops.AddInputGradient(_size, BackwardPanels, da, dx);

    protected override void AddWeightGradient(in CellSpans call, int from, int to) =>
        MatrixLoops.AddWeightGradient(_size, call, from, to);

    protected override void Forward<V, O>(in CellSpans call)
    {
        if (call.Gates.IsEmpty)
        {
            new MatrixLoops.InferRun<TCell>(_size).Run<V, O>(call);
        }
        else
        {
            new MatrixLoops.ForwardRun<TCell>(_size).Run<V, O>(call);
        }
    }

    protected override void Backward<V, O>(in CellSpans call) =>
        new MatrixLoops.BackwardRun<TCell>(_size).Run<V, O>(call);
}
