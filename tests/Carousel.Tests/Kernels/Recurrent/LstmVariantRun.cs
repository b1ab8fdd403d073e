using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>One forward and backward run of LstmVariantKernel over drawn values.</summary>
internal sealed class LstmVariantRun
{
    private readonly PackedRows _rows;
    private readonly bool _reverse;

    /// <summary>Draws all values.</summary>
    /// <param name="variants">Words: peepholes, projection, masked.</param>
    public LstmVariantRun(int I, int H, string variants, PackedRows rows, bool reverse = false)
    {
        bool Has(string word) => variants.Contains(word, StringComparison.Ordinal);
        (_rows, _reverse) = (rows, reverse);
        int P = Has("projection") ? Math.Max(1, (H / 2) + 1) : H;
        Size = new LstmVariantSize(I, H, P, Has("peepholes"));
        int G = Size.GatesLength;
        var draws = new Draws(1);
        double scale = 1 / Math.Sqrt(H);
        Values = new()
        {
            ["W"] = draws.Floats(G * I),
            ["R"] = draws.Floats(G * P, scale),
            ["b"] = draws.Floats(G),
            ["p"] = draws.Floats(Size.Peepholes ? 3 * H : 0),
            ["P"] = draws.Floats(Size.Projected ? P * H : 0, scale),
        };
        Gradients = Values.ToDictionary(v => v.Key, v => new float[v.Value.Length]);
        (X, H0, C0) = (draws.Floats(rows.N * I), draws.Floats(rows.B * P), draws.Floats(rows.B * H));
        (DH, DC) = (draws.Floats((rows.B + rows.N) * P), draws.Floats(rows.B * H));
        DH.AsSpan(0, rows.B * P).Clear();
        (Hidden, Cells) = ([.. H0, .. new float[rows.N * P]], [.. C0, .. new float[rows.N * H]]);
        (Dh, Dc, Dx, Trace) = ([.. DH], [.. DC], new float[rows.N * I], new float[rows.N * Size.TraceLength]);
        RecurrentMask = Has("masked") ? Bits(draws, rows.B * P, 2) : [];
    }

    public LstmVariantSize Size { get; }

    public Dictionary<string, float[]> Values { get; }

    public Dictionary<string, float[]> Gradients { get; }

    public float[] X { get; }

    public float[] H0 { get; }

    public float[] C0 { get; }

    public float[] DH { get; }

    public float[] DC { get; }

    public float[] Hidden { get; }

    public float[] Cells { get; }

    public float[] Dh { get; }

    public float[] Dc { get; }

    public float[] Dx { get; }

    public float[] Trace { get; }

    public float[] RecurrentMask { get; }

    private LstmVariantSpans Weights => new()
    {
        W = Values["W"],
        R = Values["R"],
        B = Values["b"],
        Peepholes = Values["p"],
        Projection = Values["P"],
    };

    public float[] Panels()
    {
        var panels = new float[LstmVariantPanels.Length(Size)];
        LstmVariantPanels.Pack(Size, Weights, panels);
        return panels;
    }

    public float[] BackwardPanels()
    {
        var panels = new float[LstmVariantPanels.BackwardLength(Size)];
        LstmVariantPanels.Pack(Size, Weights, panels, back: true);
        return panels;
    }

    public LstmVariantRun Forward(bool keep = true, params int[] cuts)
    {
        float[] panels = Panels();
        foreach ((int from, int to) in TwinArrays.Ranges(cuts, _rows.B))
        {
            LstmVariantKernel.Forward(Size, new CellSpans
            {
                Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                PlaceFrom = from,
                PlaceTo = to,
                Panels = panels,
                RecurrentMask = RecurrentMask,
                X = X,
                H = Hidden,
                C = keep ? Cells : Cells.AsSpan(0, _rows.B * Size.H),
                Gates = keep ? Trace : [],
                Scratch = new float[LstmVariantKernel.ForwardScratch(Size, to - from)],
            });
        }

        return this;
    }

    public LstmVariantRun Backward(params int[] cuts)
    {
        float[] panels = BackwardPanels();
        foreach ((int from, int to) in TwinArrays.Ranges(cuts, _rows.B))
        {
            LstmVariantKernel.Backward(Size, new CellSpans
            {
                Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                PlaceFrom = from,
                PlaceTo = to,
                Panels = panels,
                RecurrentMask = RecurrentMask,
                C = Cells,
                Gates = Trace,
                Dh = Dh,
                Dc = Dc,
                Scratch = new float[LstmVariantKernel.BackwardScratch(Size, to - from)],
            });
        }

        foreach ((int from, int to) in TwinArrays.Ranges(cuts, _rows.N))
        {
            LstmVariantKernel.AddInputGradient(Size, from, to, panels, Trace, Dx);
        }

        for (int part = 0; part <= cuts.Length; part++)
        {
            AddWeightGradient(part, cuts.Length + 1, new float[LstmVariantKernel.WeightGradientScratch(Size)]);
        }

        return this;
    }

    public void AddWeightGradient(int part, int parts, float[] scratch)
    {
        var call = new CellSpans
        {
            Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
            RecurrentMask = RecurrentMask,
            X = X,
            H = Hidden,
            C = Cells,
            Gates = Trace,
            Dh = Dh,
            Scratch = scratch,
        };
        var gradients = new LstmVariantSpans
        {
            W = Gradients["W"],
            R = Gradients["R"],
            B = Gradients["b"],
            Peepholes = Gradients["p"],
            Projection = Gradients["P"],
        };
        int G = Size.GatesLength;
        LstmVariantKernel.AddWeightGradient(Size, call, gradients, G * part / parts, G * (part + 1) / parts);
    }

    public LstmVariantRun OnWidth(int bits)
    {
        switch (bits)
        {
            case 512: OnWidth<Vector512<float>, Lanes512>(); break;
            case 256: OnWidth<Vector256<float>, Lanes256>(); break;
            default: OnWidth<Vector128<float>, Lanes128>(); break;
        }

        return this;
    }

    public ulong Hash() => PackedRows.Hash([Hidden, Cells, Dh, Dc, Dx, .. Gradients.Values]);

    private static float[] Bits(Draws draws, int length, float one) =>
        [.. Enumerable.Range(0, length).Select(_ => draws.Below(2) * one)];

    private void OnWidth<V, O>()
        where O : ILanes<V>
    {
        int B = _rows.B;
        new LstmVariantKernel.ForwardRun(Size).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
            PlaceTo = B,
            Panels = Panels(),
            RecurrentMask = RecurrentMask,
            X = X,
            H = Hidden,
            C = Cells,
            Gates = Trace,
            Scratch = new float[LstmVariantKernel.ForwardScratch(Size, B)],
        });
        new LstmVariantKernel.BackwardRun(Size).Run<V, O>(new CellSpans
        {
            Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
            PlaceTo = B,
            Panels = BackwardPanels(),
            RecurrentMask = RecurrentMask,
            C = Cells,
            Gates = Trace,
            Dh = Dh,
            Dc = Dc,
            Scratch = new float[LstmVariantKernel.BackwardScratch(Size, B)],
        });
        AddWeightGradient(0, 1, new float[LstmVariantKernel.WeightGradientScratch(Size)]);
    }
}
