using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

public class ElmanKernelTests
{
    private static readonly PackedRows _ragged = new(7, 5, 5, 4, 2, 1, 1, 0);

    public static TheoryData<int, int, bool> Shapes => new()
    {
        { 1, 1,
            false }, { 3, 5,
                true }, { 5, 16, false }, { 4, 17, true }, { 17, 33, false }, { 65, 70, false }, { 65, 70, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int I, int H, bool reverse)
    {
        Run run = new Run(I, H, _ragged, reverse).Forward().Backward();
        var weights = new ElmanWeights(
            TwinArrays.Matrix(run.W, H, I), TwinArrays.Matrix(run.R, H, H), TwinArrays.Vector(run.B));
        double[,] dw = new double[H, I], dr = new double[H, H], dx = new double[_ragged.N, I];
        double[] db = new double[H];
        double[,] h = new double[_ragged.N, H], dh0 = new double[_ragged.B, H];
        for (int b = 0; b < _ragged.B; b++)
        {
            double[,] x = _ragged.Sequence(run.X, b, I);
            double[] h0 = PackedRows.RowOf(run.H0, b, H);
            _ragged.Set(h, b, ElmanReference.Forward(weights, x, h0, reverse));
            ElmanGradients d = ElmanReference.Backward(
                weights, x, h0, _ragged.Sequence(run.DH, b, H, _ragged.B), new double[H], reverse);
            _ragged.Set(dx, b, d.Dx);
            TwinArrays.Add(dw, d.Dw);
            TwinArrays.Add(dr, d.Dr);
            TwinArrays.Add(db, d.Db);
            d.Dh0.CopyTo(Near.Flat(dh0)[(b * H)..]);
        }

        double share = Near.Recurrent(7, I + H);
        Near.Largest(run.States.AsSpan(_ragged.B * H), h, share);
        Near.Largest(run.Dx, dx, share);
        Near.Largest(run.Dh.AsSpan(0, _ragged.B * H), dh0, share);
        Near.Largest(run.DW, dw, share);
        Near.Largest(run.DR, dr, share);
        Near.Largest(run.DB, db, share);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GradientsAlongWithTheTimeLoop_HaveTheBitsOfThoseAfterIt(int I, int H, bool reverse)
    {
        foreach (PackedRows rows in new[] { _ragged,
            new PackedRows([.. Enumerable.Range(0, 40).Select(p => 13 - (p / 39))]) })
        {
            Run after = new Run(I, H, rows, reverse).Forward().Backward(),
                along = new Run(I, H, rows, reverse).Forward().BackwardTogether();
            Assert.Equal(after.Hash(), along.Hash());
        }
    }

    [Fact]
    public void GradientsOfManyWeights_HaveTheBitsOfThoseAfterTheTimeLoop()
    {
        var rows = new PackedRows([3, 1]);
        Assert.Equal(
            new Run(3, 1030, rows).Forward().Backward().Hash(),
            new Run(3, 1030, rows).Forward().BackwardTogether().Hash());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Step_GivesTheBitsOfForward(int streams)
    {
        var rows = new PackedRows([.. Enumerable.Repeat(6, streams)]);
        Run run = new Run(5, 150, rows).Forward();
        float[] h = [.. run.H0], scratch = new float[streams * 150];
        for (int t = 0; t < 6; t++)
        {
            HiddenLoops.Step(
                run.Size, run.Panels(), run.X.AsSpan(rows.RowStart[t] * 5, streams * 5), h, scratch, []);

            Near.SameBits(h, run.States.AsSpan((streams + rows.RowStart[t]) * 150, streams * 150));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_AreTheSameOnEveryWidth(int I, int H, bool reverse)
    {
        ulong expected = new Run(I, H, _ragged, reverse).OnWidth<Vector128<float>, Lanes128>().Hash();

        Assert.Equal(expected, new Run(I, H, _ragged, reverse).OnWidth<Vector256<float>, Lanes256>().Hash());
        Assert.Equal(expected, new Run(I, H, _ragged, reverse).OnWidth<Vector512<float>, Lanes512>().Hash());
    }

    [Fact]
    public void Bits_AreTheOnesWrittenDownHere() =>
        Assert.Equal(14756580616588494088UL, new Run(3, 37, _ragged).Forward().Backward().Hash());

    [Fact]
    public void Bits_DoNotDependOnTheSplit()
    {
        ulong expected = new Run(6, 40, _ragged).Forward().Backward().Hash();

        Assert.Equal(expected, new Run(6, 40, _ragged).Forward(1, 2, 5).Backward(1, 2, 5).Hash());
        Assert.Equal(expected, new Run(6, 40, _ragged).Forward(4).Backward(4).Hash());
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        Run run = new Run(3, 20, _ragged).Forward(), more = new Run(3, 20, _ragged).Forward();
        foreach (float[] d in new[] { more.Dx, more.DW, more.DR, more.DB })
        {
            d.AsSpan().Fill(1000);
        }

        more.Dh.AsSpan(0, _ragged.B * 20).Fill(1000);
        run.Backward();
        more.Backward();

        foreach ((float[] d, float[] plain) in new[]
                 { (more.Dx, run.Dx), (more.DW, run.DW), (more.DR, run.DR), (more.DB, run.DB),
                     (more.Dh[..160], run.Dh[..160]) })
        {
            Near.Within(d, plain.Select(v => 1000.0 + v).ToArray(), Near.Sum(64, 1000));
        }
    }

    [Fact]
    public void EveryEntry_AllocatesNothing()
    {
        Run run = new Run(3, 20, _ragged).Forward().Backward();
        float[] panels = run.Panels(), backward = run.BackwardPanels(),
            scratch = new float[run.Size.GradientScratch(along: false)];
        float[] da = run.Dh[160..];
        Allocations.AssertNone(() =>
        {
            HiddenLoops.Forward(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                PlaceTo = 8,
                Panels = panels,
                X = run.X,
                H = run.States,
            });
            HiddenLoops.Step(run.Size, panels, run.X.AsSpan(0, 3), run.States.AsSpan(0, 20), scratch.AsSpan(0, 20), []);
            HiddenLoops.Backward(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                PlaceTo = 8,
                Panels = backward,
                H = run.States,
                Dh = run.Dh,
            });
            HiddenLoops.AddInputGradient(run.Size, backward, da, run.Dx, []);
            HiddenLoops.AddWeightGradient(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                X = run.X,
                H = run.States,
                Dh = run.Dh,
                Dw = run.DW,
                Dr = run.DR,
                Db = run.DB,
                Scratch = scratch,
            }, 0, 20);
        });
    }

    [Fact]
    public void Forward_NamesTheArgumentAndItsShape_WhenASpanIsShort()
    {
        var run = new Run(3, 20, _ragged);

        ShapeException error = Assert.Throws<ShapeException>(() =>
            HiddenLoops.Forward(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                PlaceTo = 8,
                Panels = run.Panels(),
                X = run.X.AsSpan(1),
                H = run.States,
            }));

        Assert.Equal(
            "call.X: expected [N, I] = [25, 3], which is 75 values, but got 74. (Parameter 'call.X')", error.Message);
    }

    /// <summary>One forward and backward run over drawn values.</summary>
    private sealed class Run
    {
        private readonly PackedRows _rows;
        private readonly bool _reverse;

        public Run(int I, int H, PackedRows rows, bool reverse = false)
        {
            (Size, _rows, _reverse) = (new ElmanCell(I, H), rows, reverse);
            var draws = new Draws(1);
            (W, R, B) = (draws.Floats(H * I), draws.Floats(H * H, 1 / Math.Sqrt(H)), draws.Floats(H));
            (X, H0, DH) = (draws.Floats(rows.N * I), draws.Floats(rows.B * H), draws.Floats((rows.B + rows.N) * H));
            DH.AsSpan(0, rows.B * H).Clear();
            (States, Dh, Dx) = ([.. H0, .. new float[rows.N * H]], [.. DH], new float[rows.N * I]);
            (DW, DR, DB) = (new float[W.Length], new float[R.Length], new float[H]);
        }

        public ElmanCell Size { get; }

        public float[] W { get; }

        public float[] R { get; }

        public float[] B { get; }

        public float[] X { get; }

        public float[] H0 { get; }

        public float[] DH { get; }

        public float[] States { get; }

        public float[] Dh { get; }

        public float[] Dx { get; }

        public float[] DW { get; }

        public float[] DR { get; }

        public float[] DB { get; }

        public float[] Panels()
        {
            var panels = new float[Size.PanelLength];
            Size.Pack(new CellWeights { W = W, R = R, B = B }, panels);
            return panels;
        }

        public float[] BackwardPanels()
        {
            var panels = new float[Size.BackwardPanelLength];
            Size.PackBackward(new CellWeights { W = W, R = R }, panels);
            return panels;
        }

        public Run Forward(params int[] cuts)
        {
            foreach ((int from, int to) in TwinArrays.Ranges(cuts, _rows.B))
            {
                HiddenLoops.Forward(Size, new CellSpans
                {
                    Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                    PlaceFrom = from,
                    PlaceTo = to,
                    Panels = Panels(),
                    X = X,
                    H = States,
                });
            }

            return this;
        }

        public Run Backward(params int[] cuts)
        {
            foreach ((int from, int to) in TwinArrays.Ranges(cuts, _rows.B))
            {
                HiddenLoops.Backward(Size, new CellSpans
                {
                    Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                    PlaceFrom = from,
                    PlaceTo = to,
                    Panels = BackwardPanels(),
                    H = States,
                    Dh = Dh,
                });
            }

            foreach ((int from, int to) in TwinArrays.Ranges(cuts, _rows.N))
            {
                HiddenLoops.AddInputGradient(
                    Size, BackwardPanels(), Dh.AsSpan((_rows.B + from) * Size.H, (to - from) * Size.H),
                    Dx.AsSpan(from * Size.I, (to - from) * Size.I), []);
            }

            foreach ((int from, int to) in TwinArrays.Ranges(cuts, Size.H))
            {
                HiddenLoops.AddWeightGradient(Size, new CellSpans
                {
                    Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                    X = X,
                    H = States,
                    Dh = Dh,
                    Dw = DW,
                    Dr = DR,
                    Db = DB,
                    Scratch = new float[Size.GradientScratch(along: false)],
                }, from, to);
            }

            return this;
        }

        public Run BackwardTogether()
        {
            HiddenLoops.BackwardWithGradients(Size, new CellSpans
            {
                Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                Panels = BackwardPanels(),
                X = X,
                H = States,
                Dh = Dh,
                Dx = Dx,
                Dw = DW,
                Dr = DR,
                Db = DB,
                Scratch = new float[Size.GradientScratch(along: false)],
            });
            return this;
        }

        public Run OnWidth<V, O>()
            where O : ILanes<V>
        {
            new HiddenLoops.ForwardRun<ElmanCell>(Size).Run<V, O>(new CellSpans
            {
                Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                PlaceTo = _rows.B,
                Panels = Panels(),
                X = X,
                H = States,
            });
            new HiddenLoops.BackwardRun<ElmanCell>(Size).Run<V, O>(new CellSpans
            {
                Steps = new StepTable(_rows.RowStart, _rows.B, _reverse),
                PlaceTo = _rows.B,
                Panels = BackwardPanels(),
                H = States,
                Dh = Dh,
            });
            return this;
        }

        public ulong Hash() => PackedRows.Hash(States, Dh, Dx, DW, DR, DB);
    }
}
