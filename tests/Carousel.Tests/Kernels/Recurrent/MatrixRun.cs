using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>One run over drawn values of a cell whose heads hold a matrix each.</summary>
internal abstract class MatrixRun
{
    protected MatrixRun(MatrixSize size, PackedRows rows, bool reverse, int seed)
    {
        (Size, Packed, Reverse) = (size, rows, reverse);
        (int I, int H, int A) = (size.I, size.H, size.Columns);
        var draws = new Draws(seed);
        (W, B) = (draws.Floats(A * I, 1 / Math.Sqrt(I)), draws.Floats(A));

        // Where exponential forget gates keep more than all, sums grow until a divisor happens to be near 0.
        for (int head = 1; size.HasNormalizer && head <= size.Heads; head++)
        {
            B[^head] -= 1.5f;
        }

        (X, DH) = (draws.Floats(rows.N * I), draws.Floats((rows.B + rows.N) * H));
        (States, Gates) = (new float[(rows.B + rows.N) * H], new float[rows.N * A]);
        (Dx, DW, DB) = (new float[rows.N * I], new float[W.Length], new float[A]);
        C0 = draws.Floats(rows.B * size.Rest);
        Kept = new float[MatrixSize.KeptRows(rows.B, rows.RowStart.Length - 1) * size.Rest];
        C0.CopyTo(Kept, 0);
        DRest0 = draws.Floats(rows.B * size.Rest);
        DRest = [.. DRest0];
        (Panels, BackwardPanels) = (new float[size.PanelLength], new float[size.BackwardPanelLength]);
        MatrixLoops.Pack(size, new CellWeights { W = W, B = B }, Panels);
        MatrixLoops.PackBackward(size, new CellWeights { W = W }, BackwardPanels);
    }

    public MatrixSize Size { get; }

    public PackedRows Packed { get; }

    public bool Reverse { get; }

    public float[] W { get; }

    public float[] B { get; }

    public float[] X { get; }

    /// <summary>[B, Rest], what is held at the start.</summary>
    public float[] C0 { get; }

    public float[] Kept { get; }

    /// <summary>[B, Rest], what is held at the end.</summary>
    public Span<float> Last => Kept.AsSpan(0, C0.Length);

    public float[] DRest0 { get; }

    public float[] DRest { get; }

    public float[] DH { get; }

    public float[] States { get; }

    public float[] Gates { get; }

    public float[] Dx { get; }

    public float[] DW { get; }

    public float[] DB { get; }

    public float[] Panels { get; }

    public float[] BackwardPanels { get; }

    public MatrixRun Forward(params int[] cuts) => OverParts(cuts, Forward);

    /// <summary>Step by step, nothing kept.</summary>
    public MatrixRun Infer(params int[] cuts) => OverParts(cuts, Infer);

    public MatrixRun Backward(params int[] cuts)
    {
        OverParts(cuts, Backward);
        MatrixLoops.AddInputGradient(Size, BackwardPanels, Gates, Dx);
        int cut = cuts is [] ? 0 : Size.Columns / 3;
        foreach ((int from, int to) in new[] { (0, cut), (cut, Size.Columns) })
        {
            MatrixLoops.AddWeightGradient(Size, new CellSpans
            {
                Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
                X = X,
                Gates = Gates,
                Dw = DW,
                Db = DB,
                Scratch = new float[Size.GradientScratch],
            }, from, to);
        }

        return this;
    }

    public abstract void Step(ReadOnlySpan<float> x, Span<float> state);

    public abstract MatrixRun OnWidth<V, O>(bool infers)
        where O : ILanes<V>;

    public ulong Hash() => PackedRows.Hash(States, Kept, DRest, Dx, DW, DB);

    protected abstract void Forward(int placeFrom, int placeTo);

    protected abstract void Infer(int placeFrom, int placeTo);

    protected abstract void Backward(int placeFrom, int placeTo);

    private MatrixRun OverParts(int[] cuts, Action<int, int> run)
    {
        foreach ((int from, int to) in TwinArrays.Ranges(cuts, Packed.B))
        {
            run(from, to);
        }

        return this;
    }
}

/// <summary>That of a cell.</summary>
internal sealed class MatrixRun<TCell>(int I, int H, int heads, PackedRows rows, bool reverse, int seed)
    : MatrixRun(new MatrixSize(I, H, heads, TCell.Scalars, TCell.HasNormalizer), rows, reverse, seed)
    where TCell : struct, IMatrixCell<TCell>
{
    public override void Step(ReadOnlySpan<float> x, Span<float> state) => MatrixLoops.Step<TCell>(
        Size, Panels, x, state, new float[Size.StepScratch(state.Length / (Size.H + Size.Rest))]);

    public override MatrixRun OnWidth<V, O>(bool infers)
    {
        if (infers)
        {
            new MatrixLoops.InferRun<TCell>(Size).Run<V, O>(new CellSpans
            {
                Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
                PlaceTo = Packed.B,
                Panels = Panels,
                X = X,
                H = States,
                C = Last,
                Scratch = new float[Size.ForwardScratch(Packed.B)],
            });
            return this;
        }

        var scratch = new float[Size.ChunkScratch];
        new MatrixLoops.ForwardRun<TCell>(Size).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
            PlaceTo = Packed.B,
            Panels = Panels,
            X = X,
            H = States,
            C = Kept,
            Gates = Gates,
            Scratch = scratch,
        });
        new MatrixLoops.BackwardRun<TCell>(Size).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
            PlaceTo = Packed.B,
            H = States,
            C = Kept,
            Gates = Gates,
            Dh = DH,
            Dc = DRest,
            Scratch = scratch,
        });
        return this;
    }

    protected override void Forward(int placeFrom, int placeTo) => MatrixLoops.Forward<TCell>(Size, new CellSpans
    {
        Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
        PlaceFrom = placeFrom,
        PlaceTo = placeTo,
        Panels = Panels,
        X = X,
        H = States,
        C = Kept,
        Gates = Gates,
        Scratch = new float[Size.ChunkScratch],
    });

    protected override void Infer(int placeFrom, int placeTo) => MatrixLoops.Infer<TCell>(Size, new CellSpans
    {
        Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
        PlaceFrom = placeFrom,
        PlaceTo = placeTo,
        Panels = Panels,
        X = X,
        H = States,
        C = Last,
        Scratch = new float[Size.ForwardScratch(Packed.B)],
    });

    protected override void Backward(int placeFrom, int placeTo) => MatrixLoops.Backward<TCell>(Size, new CellSpans
    {
        Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
        PlaceFrom = placeFrom,
        PlaceTo = placeTo,
        H = States,
        C = Kept,
        Gates = Gates,
        Dh = DH,
        Dc = DRest,
        Scratch = new float[Size.ChunkScratch],
    });
}
