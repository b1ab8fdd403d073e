using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

public class LstmVariantKernelTests
{
    private const string All = "peepholes projection masked";

    private static readonly PackedRows _ragged = new(7, 5, 5, 4, 2, 1, 1, 0);

    public static TheoryData<int, int, string, bool> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, string, bool>();
            foreach (string variants in new[]
                     { "", "peepholes", "projection", "masked", All })
            {
                shapes.Add(3, 5, variants, false);
                shapes.Add(17, 33, variants, true);
            }

            shapes.Add(1, 1, "peepholes", false);
            shapes.Add(5, 16, All, true);
            shapes.Add(65, 70, All, false);
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int I, int H, string variants, bool reverse)
    {
        LstmVariantRun run = new LstmVariantRun(I, H, variants, _ragged, reverse).Forward().Backward();
        LstmVariantWeights weights = Weights(run);
        int P = run.Size.P;
        var sums = weights.Zeros();
        double[,] h = new double[_ragged.N, P], c = new double[_ragged.N, H], dx = new double[_ragged.N, I];
        double[,] dh0 = new double[_ragged.B, P], dc0 = new double[_ragged.B, H];
        for (int b = 0; b < _ragged.B; b++)
        {
            double[,] x = _ragged.Sequence(run.X, b, I);
            double[] h0 = PackedRows.RowOf(run.H0, b, P), c0 = PackedRows.RowOf(run.C0, b, H);
            double[]? mask = run.RecurrentMask.Length > 0 ? PackedRows.RowOf(run.RecurrentMask, b, P) : null;
            LstmVariantStates states = LstmVariantReference.Forward(weights, mask, x, h0, c0, reverse);
            _ragged.Set(h, b, states.H);
            _ragged.Set(c, b, states.C);
            LstmVariantGradients d = LstmVariantReference.Backward(
                weights, mask, x, h0, c0, _ragged.Sequence(run.DH, b, P, _ragged.B), new double[P],
                PackedRows.RowOf(run.DC, b, H), reverse);
            _ragged.Set(dx, b, d.Dx);
            d.Dh0.CopyTo(Near.Flat(dh0)[(b * P)..]);
            d.Dc0.CopyTo(Near.Flat(dc0)[(b * H)..]);
            foreach ((string name, Array sum) in Named(sums))
            {
                TwinArrays.Add(sum, Named(d.Weights).First(named => named.Name == name).Values);
            }
        }

        double share = Near.Recurrent(7, I + H);
        Near.Largest(run.Hidden.AsSpan(_ragged.B * P), h, share);
        Near.Largest(run.Cells.AsSpan(_ragged.B * H), c, share);
        Near.Largest(run.Dx, dx, share);
        Near.Largest(run.Dh.AsSpan(0, _ragged.B * P), dh0, share);
        Near.Largest(run.Dc, dc0, share);
        foreach ((string name, Array sum) in Named(sums))
        {
            Near.Largest(run.Gradients[name], sum, share, name);
        }
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("projection peepholes", 1)]
    [InlineData("projection peepholes", 9)]
    [InlineData("peepholes", 9)]
    public void Step_GivesTheBitsOfForward(string variants, int streams)
    {
        var rows = new PackedRows([.. Enumerable.Repeat(6, streams)]);
        LstmVariantRun run = new LstmVariantRun(5, 50, variants, rows).Forward();
        float[] panels = run.Panels(), h = [.. run.H0], c = [.. run.C0],
            scratch = new float[LstmVariantKernel.ForwardScratch(run.Size, streams)];
        for (int t = 0; t < 6; t++)
        {
            LstmVariantKernel.Step(
                run.Size, panels, run.X.AsSpan(rows.RowStart[t] * 5, streams * 5), h, c, scratch);

            Near.SameBits(h, run.Hidden.AsSpan((streams + rows.RowStart[t]) * run.Size.P, streams * run.Size.P));
            Near.SameBits(c, run.Cells.AsSpan((streams + rows.RowStart[t]) * 50, streams * 50));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_AreTheSameOnEveryWidth(int I, int H, string variants, bool reverse)
    {
        ulong expected = new LstmVariantRun(I, H, variants, _ragged, reverse).OnWidth(128).Hash();

        Assert.Equal(expected, new LstmVariantRun(I, H, variants, _ragged, reverse).OnWidth(256).Hash());
        Assert.Equal(expected, new LstmVariantRun(I, H, variants, _ragged, reverse).OnWidth(512).Hash());
    }

    [Theory]
    [InlineData("", 17909161485459358758)]
    [InlineData(All, 15232235855199191115)]
    [InlineData("peepholes", 14301669902557467704)]
    [InlineData("projection", 14731658601757414679)]
    [InlineData("masked", 18266367299299512783)]
    public void Bits_AreTheOnesWrittenDownHere(string variants, ulong expected) =>
        Assert.Equal(expected, new LstmVariantRun(3, 37, variants, _ragged).Forward().Backward().Hash());

    [Theory]
    [InlineData("")]
    [InlineData(All)]
    public void Bits_DoNotDependOnTheSplit(string variants)
    {
        ulong expected = new LstmVariantRun(6, 40, variants, _ragged).Forward().Backward().Hash();

        Assert.Equal(
            expected, new LstmVariantRun(6, 40, variants, _ragged).Forward(true, 1, 2, 5).Backward(1, 2, 5).Hash());
        Assert.Equal(expected, new LstmVariantRun(6, 40, variants, _ragged).Forward(true, 4).Backward(4).Hash());
    }

    [Fact]
    public void Forward_GivesTheSameBits_WhetherATraceIsKeptOrNot()
    {
        Near.SameBits(
            new LstmVariantRun(6, 40, All, _ragged).Forward(keep: false).Hidden,
            new LstmVariantRun(6, 40, All, _ragged).Forward().Hidden);
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        LstmVariantRun run = new LstmVariantRun(3, 20, All, _ragged).Forward(),
            more = new LstmVariantRun(3, 20, All, _ragged).Forward();
        foreach (float[] d in more.Gradients.Values.Append(more.Dx))
        {
            d.AsSpan().Fill(1000);
        }

        run.Backward();
        more.Backward();

        foreach ((float[] d, float[] plain) in more.Gradients.Values.Zip(run.Gradients.Values)
            .Append((more.Dx, run.Dx)))
        {
            Near.Within(d, plain.Select(v => 1000.0 + v).ToArray(), Near.Sum(64, 1000));
        }
    }

    [Fact]
    public void EveryEntry_AllocatesNothing()
    {
        LstmVariantRun run = new LstmVariantRun(3, 20, All, _ragged).Forward().Backward();
        float[] panels = run.Panels(), backward = run.BackwardPanels(),
            scratch = new float[LstmVariantKernel.ForwardScratch(run.Size, 8)];
        float[] backwardScratch = new float[LstmVariantKernel.BackwardScratch(run.Size, 8)];
        float[] stepScratch = new float[LstmVariantKernel.ForwardScratch(run.Size, 1)],
            weightScratch = new float[LstmVariantKernel.WeightGradientScratch(run.Size)];
        run.AddWeightGradient(0, 2, weightScratch);
        Allocations.AssertNone(() =>
        {
            LstmVariantKernel.Forward(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                PlaceTo = 8,
                Panels = panels,
                RecurrentMask = run.RecurrentMask,
                X = run.X,
                H = run.Hidden,
                C = run.Cells,
                Gates = run.Trace,
                Scratch = scratch,
            });
            LstmVariantKernel.Step(
                run.Size, panels, run.X.AsSpan(0, 3), run.Hidden.AsSpan(0, run.Size.P), run.Cells.AsSpan(0, 20),
                stepScratch);
            LstmVariantKernel.Backward(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                PlaceTo = 8,
                Panels = backward,
                RecurrentMask = run.RecurrentMask,
                C = run.Cells,
                Gates = run.Trace,
                Dh = run.Dh,
                Dc = run.Dc,
                Scratch = backwardScratch,
            });
            LstmVariantKernel.AddInputGradient(run.Size, 0, _ragged.N, backward, run.Trace, run.Dx);
            run.AddWeightGradient(1, 2, weightScratch);
        });
    }

    [Fact]
    public void Forward_NamesTheArgumentAndItsShape_WhenASpanIsShort()
    {
        var run = new LstmVariantRun(3, 20, "", _ragged);

        ShapeException error = Assert.Throws<ShapeException>(() => LstmVariantKernel.Forward(run.Size, new CellSpans
        {
            Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
            PlaceTo = 8,
            Panels = run.Panels(),
            RecurrentMask = run.RecurrentMask,
            X = run.X.AsSpan(1),
            H = run.Hidden,
            C = run.Cells,
            Scratch = new float[LstmVariantKernel.ForwardScratch(run.Size, 8)],
        }));

        Assert.Equal(
            "call.X: expected [N, I] = [25, 3], which is 75 values, but got 74. (Parameter 'call.X')", error.Message);
    }

    private static LstmVariantWeights Weights(LstmVariantRun run)
    {
        (int I, int H, int P, int G) = (run.Size.I, run.Size.H, run.Size.P, run.Size.GatesLength);
        return new LstmVariantWeights(
            TwinArrays.Matrix(run.Values["W"], G, I), TwinArrays.Matrix(run.Values["R"], G, P),
            TwinArrays.Vector(run.Values["b"]))
        {
            Peepholes = run.Size.Peepholes ? TwinArrays.Matrix(run.Values["p"], 3, H) : null,
            Projection = run.Size.Projected ? TwinArrays.Matrix(run.Values["P"], P, H) : null,
        };
    }

    private static IEnumerable<(string Name, Array Values)> Named(LstmVariantWeights w) =>
        new (string Name, Array? Values)[]
        {
            ("W", w.W), ("R", w.R), ("b", w.B), ("p", w.Peepholes), ("P", w.Projection),
        }
        .Where(named => named.Values is not null).Select(named => (named.Name, named.Values!));
}
