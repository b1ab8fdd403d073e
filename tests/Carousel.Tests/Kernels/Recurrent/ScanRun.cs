using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>One forward and backward run over drawn values of a cell whose inputs are multiplied at once.</summary>
internal abstract class ScanRun
{
    protected ScanRun(ScanSize size, PackedRows rows, bool reverse, int seed)
    {
        (Size, Packed, Reverse) = (size, rows, reverse);
        (int I, int H, int A) = (size.I, size.H, size.Columns);
        var draws = new Draws(seed);
        (W, B) = (draws.Floats(A * I), draws.Floats(A));
        R = draws.Floats(A * size.Head, 1 / Math.Sqrt(Math.Max(1, size.Head)));
        (X, H0, DH) = (draws.Floats(rows.N * I), draws.Floats(rows.B * H), draws.Floats((rows.B + rows.N) * H));
        DH.AsSpan(0, rows.B * H).Clear();
        (States, Gates) = ([.. H0, .. new float[rows.N * H]], new float[rows.N * A]);
        (Dh, Dx, DW, DB, DR) = (
            [.. DH], new float[rows.N * I], new float[W.Length], new float[A], new float[R.Length]);

        // Of what is held beside h the second part is divided by: never near 0.
        C0 = draws.Floats(rows.B * size.Rest);
        for (int k = 0; k < C0.Length; k++)
        {
            C0[k] = k / H % 3 == 1 ? 1.5f + C0[k] : C0[k];
        }

        Rest = [.. C0, .. new float[rows.N * size.Rest]];
        DRest0 = draws.Floats(rows.B * size.Rest);
        DRest = [.. DRest0];
        (Panels, BackwardPanels) = (new float[size.PanelLength], new float[size.BackwardPanelLength]);
        ScanLoops.Pack(size, new CellWeights { W = W, R = R, B = B }, Panels);
        ScanLoops.PackBackward(size, new CellWeights { W = W, R = R }, BackwardPanels);
    }

    public ScanSize Size { get; }

    public PackedRows Packed { get; }

    public bool Reverse { get; }

    public float[] W { get; }

    public float[] R { get; }

    public float[] B { get; }

    /// <summary>[B, Rest], what is held beside h at the start.</summary>
    public float[] C0 { get; }

    public float[] Rest { get; }

    /// <summary>[B, Rest], the gradient that comes from behind the last steps.</summary>
    public float[] DRest0 { get; }

    public float[] DRest { get; }

    public float[] X { get; }

    public float[] H0 { get; }

    public float[] DH { get; }

    public float[] States { get; }

    public float[] Gates { get; }

    public float[] Dh { get; }

    public float[] Dx { get; }

    public float[] DW { get; }

    public float[] DB { get; }

    public float[] DR { get; }

    public float[] Panels { get; }

    public float[] BackwardPanels { get; }

    /// <summary>The whole of all steps.</summary>
    public ScanPart Whole => new(0, Packed.B, 0, Size.Panels);

    /// <summary>The parts that places and, where units never meet, panels are cut into.</summary>
    public IEnumerable<ScanPart> Parts(int[] places, int[] panels) =>
        from place in TwinArrays.Ranges(places, Packed.B)
        from panel in TwinArrays.Ranges(Size.Head > 0 ? [] : panels, Size.Panels)
        select new ScanPart(place.From, place.To, panel.From, panel.To);

    public ScanRun Forward(params ScanPart[] parts)
    {
        foreach (ScanPart part in parts is [] ? [Whole] : parts)
        {
            Forward(part, Rest, Gates);
        }

        return this;
    }

    /// <summary>Without what the way back needs.</summary>
    public ScanRun Infer(params ScanPart[] parts)
    {
        foreach (ScanPart part in parts is [] ? [Whole] : parts)
        {
            Forward(part, Rest.AsSpan(0, C0.Length), []);
        }

        return this;
    }

    public ScanRun Backward(params ScanPart[] parts)
    {
        foreach (ScanPart part in parts is [] ? [Whole] : parts)
        {
            Backward(part);
        }

        int rows = Packed.N / 3;
        foreach ((int from, int to) in new[] { (0, rows), (rows, Packed.N) })
        {
            ScanLoops.AddInputGradient(
                Size, BackwardPanels, Gates.AsSpan(from * Size.Columns, (to - from) * Size.Columns),
                Dx.AsSpan(from * Size.I, (to - from) * Size.I));
        }

        int cut = parts is [] ? 0 : Size.Columns / 3;
        foreach ((int from, int to) in new[] { (0, cut), (cut, Size.Columns) })
        {
            ScanLoops.AddWeightGradient(Size, new CellSpans
            {
                Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
                X = X,
                H = States,
                Gates = Gates,
                Dw = DW,
                Dr = DR,
                Db = DB,
                Scratch = new float[Size.GradientScratch],
            }, from, to);
        }

        return this;
    }

    public abstract ScanRun BackwardTogether();

    public abstract void Step(ReadOnlySpan<float> x, Span<float> state, int cut);

    public abstract ScanRun OnWidth<V, O>()
        where O : ILanes<V>;

    public ulong Hash() => Size.Head > 0
        ? PackedRows.Hash(States, Rest, Dh, DRest, Dx, DW, DR, DB)
        : PackedRows.Hash(States, Dh, Dx, DW, DB);

    protected abstract void Forward(ScanPart part, Span<float> rest, Span<float> gates);

    protected abstract void Backward(ScanPart part);
}

/// <summary>That of a cell.</summary>
internal sealed class ScanRun<TCell>(
    int I, int H, PackedRows rows, bool reverse = false, int seed = 1, int head = 0)
    : ScanRun(new ScanSize(I, H, TCell.Gates, head, TCell.Rest), rows, reverse, seed)
    where TCell : struct, IScanCell<TCell>
{
    public override ScanRun BackwardTogether()
    {
        ScanLoops.BackwardWithGradients<TCell>(Size, new CellSpans
        {
            Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
            Panels = BackwardPanels,
            X = X,
            H = States,
            C = Rest,
            Gates = Gates,
            Dh = Dh,
            Dc = DRest,
            Dx = Dx,
            Dw = DW,
            Dr = DR,
            Db = DB,
            Scratch = new float[Size.GradientScratch],
        });
        return this;
    }

    public override void Step(ReadOnlySpan<float> x, Span<float> state, int cut)
    {
        var scratch = new float[Size.StepScratch(state.Length / (Size.H + Size.Rest))];
        if (!TCell.IsRecurrent)
        {
            ScanLoops.Step<TCell>(Size, 0, cut, Panels, x, state, scratch);
        }

        ScanLoops.Step<TCell>(Size, TCell.IsRecurrent ? 0 : cut, Size.Panels, Panels, x, state, scratch);
    }

    public override ScanRun OnWidth<V, O>()
    {
        new ScanLoops.ForwardRun<TCell>(Size, Whole).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
            Panels = Panels,
            X = X,
            H = States,
            C = Rest,
            Gates = Gates,
        });
        new ScanLoops.BackwardRun<TCell>(Size, Whole).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
            Panels = BackwardPanels,
            H = States,
            C = Rest,
            Gates = Gates,
            Dh = Dh,
            Dc = DRest,
        });
        return this;
    }

    protected override void Forward(ScanPart part, Span<float> rest, Span<float> gates) =>
        ScanLoops.Forward<TCell>(Size, part, new CellSpans
        {
            Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
            Panels = Panels,
            X = X,
            H = States,
            C = rest,
            Gates = gates,
            Scratch = gates.IsEmpty ? new float[Size.ForwardScratch(Packed.B)] : [],
        });

    protected override void Backward(ScanPart part) =>
        ScanLoops.Backward<TCell>(Size, part, new CellSpans
        {
            Steps = new StepTable(Packed.RowStart, Packed.B, Reverse),
            Panels = BackwardPanels,
            H = States,
            C = Rest,
            Gates = Gates,
            Dh = Dh,
            Dc = DRest,
        });
}
