using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>One forward and backward run of GruCell over drawn values.</summary>
internal sealed class GruRun
{
    public GruRun(GruCell size, PackedRows rows, bool reverse = false, int seed = 1)
    {
        (Size, Rows, Reverse) = (size, rows, reverse);
        (int I, int H, _) = size;
        var draws = new Draws(seed);
        double scale = 1 / Math.Sqrt(H);
        (W, R, B) = (draws.Floats(3 * H * I), draws.Floats(3 * H * H, scale), draws.Floats(3 * H));
        Q = size.ResetAfter ? draws.Floats(H) : [];
        X = draws.Floats(rows.N * I);
        H0 = draws.Floats(rows.B * H);
        DH = draws.Floats((rows.B + rows.N) * H);
        DH.AsSpan(0, rows.B * H).Clear();
        Gates = new float[rows.N * size.GatesLength];
        States = [.. H0, .. new float[rows.N * H]];
        (Dh, Dx) = ([.. DH], new float[rows.N * I]);
        (DW, DR, DB, DQ) = (new float[W.Length], new float[R.Length], new float[B.Length], new float[Q.Length]);
    }

    public GruCell Size { get; }

    public PackedRows Rows { get; }

    public bool Reverse { get; }

    public float[] W { get; }

    public float[] R { get; }

    public float[] B { get; }

    public float[] Q { get; }

    public float[] X { get; }

    public float[] H0 { get; }

    /// <summary>∂loss/∂h from above.</summary>
    public float[] DH { get; }

    public float[] States { get; }

    public float[] Gates { get; }

    /// <summary>In: DH; out: first B rows are the initial states'.</summary>
    public float[] Dh { get; }

    public float[] Dx { get; }

    public float[] DW { get; }

    public float[] DR { get; }

    public float[] DB { get; }

    public float[] DQ { get; }

    public float[] Panels()
    {
        var panels = new float[GruPanels.Length(Size)];
        GruPanels.Pack(Size, W, R, B, Q, panels);
        return panels;
    }

    public float[] BackwardPanels()
    {
        var panels = new float[GruPanels.BackwardLength(Size)];
        GruPanels.PackBackward(Size, W, R, panels);
        return panels;
    }

    /// <summary>Forward over ranges of places: cuts are the borders between them.</summary>
    public GruRun Forward(bool keep = true, params int[] cuts)
    {
        float[] panels = Panels();
        foreach ((int from, int to) in TwinArrays.Ranges(cuts, Rows.B))
        {
            HiddenLoops.Forward(Size, new CellSpans
            {
                Steps = new StepTable(Rows.RowStart, Rows.B, Reverse),
                PlaceFrom = from,
                PlaceTo = to,
                Panels = panels,
                X = X,
                H = States,
                Gates = keep ? Gates : [],
                Scratch = new float[Size.ForwardScratch(to - from)],
            });
        }

        return this;
    }

    public GruRun Backward(params int[] cuts)
    {
        float[] panels = BackwardPanels();
        foreach ((int from, int to) in TwinArrays.Ranges(cuts, Rows.B))
        {
            HiddenLoops.Backward(Size, new CellSpans
            {
                Steps = new StepTable(Rows.RowStart, Rows.B, Reverse),
                PlaceFrom = from,
                PlaceTo = to,
                Panels = panels,
                H = States,
                Gates = Gates,
                Dh = Dh,
                Scratch = new float[Size.BackwardScratch(to - from)],
            });
        }

        foreach ((int from, int to) in TwinArrays.Ranges(cuts, Rows.N))
        {
            HiddenLoops.AddInputGradient(
                Size, panels, Gates.AsSpan(from * Size.GatesLength, (to - from) * Size.GatesLength),
                Dx.AsSpan(from * Size.I, (to - from) * Size.I), new float[Size.InputScratch]);
        }

        foreach ((int from, int to) in TwinArrays.Ranges(cuts, Size.Blocks))
        {
            HiddenLoops.AddWeightGradient(Size, new CellSpans
            {
                Steps = new StepTable(Rows.RowStart, Rows.B, Reverse),
                X = X,
                H = States,
                Gates = Gates,
                Dw = DW,
                Dr = DR,
                Db = DB,
                Dq = DQ,
                Scratch = new float[Size.GradientScratch(along: false)],
            }, from, to);
        }

        return this;
    }

    /// <summary>
    /// Backward and all gradients together. What is left of the gates is not compared: they stay as Forward left them.
    /// </summary>
    public GruRun BackwardTogether()
    {
        HiddenLoops.BackwardWithGradients(Size, new CellSpans
        {
            Steps = new StepTable(Rows.RowStart, Rows.B, Reverse),
            Panels = BackwardPanels(),
            X = X,
            H = States,
            Gates = Gates,
            Dh = Dh,
            Dx = Dx,
            Dw = DW,
            Dr = DR,
            Db = DB,
            Dq = DQ,
            Scratch = new float[HiddenLoops.WithGradientsScratch(Size, Rows.B)],
        });
        return this;
    }

    /// <summary>Forward and the steps of backward on vectors of one width.</summary>
    public GruRun OnWidth(int bits)
    {
        switch (bits)
        {
            case 512: OnWidth<Vector512<float>, Lanes512>(); break;
            case 256: OnWidth<Vector256<float>, Lanes256>(); break;
            default: OnWidth<Vector128<float>, Lanes128>(); break;
        }

        return this;
    }

    public ulong Hash() => PackedRows.Hash(States, Gates, Dh, Dx, DW, DR, DB, DQ);

    private void OnWidth<V, O>()
        where O : ILanes<V>
    {
        int B = Rows.B;
        new HiddenLoops.ForwardRun<GruCell>(Size).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(Rows.RowStart, Rows.B, Reverse),
            PlaceTo = B,
            Panels = Panels(),
            X = X,
            H = States,
            Gates = Gates,
            Scratch = new float[Size.ForwardScratch(B)],
        });
        new HiddenLoops.BackwardRun<GruCell>(Size).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(Rows.RowStart, Rows.B, Reverse),
            PlaceTo = B,
            Panels = BackwardPanels(),
            H = States,
            Gates = Gates,
            Dh = Dh,
            Scratch = new float[Size.BackwardScratch(B)],
        });
    }
}
