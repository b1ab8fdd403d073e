using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

public class GruKernelTests
{
    private static readonly PackedRows _ragged = new(7, 5, 5, 4, 2, 1, 1, 0);

    public static TheoryData<int, int, bool, bool> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, bool, bool>();
            foreach ((int I, int H) in new[] { (1, 1), (3, 5), (2, 15), (5, 16), (4, 17), (17, 33), (65, 70) })
            {
                shapes.Add(I, H, true, false);
                shapes.Add(I, H, false, false);
                shapes.Add(I, H, true, true);
                shapes.Add(I, H, false, true);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int I, int H, bool resetAfter, bool reverse)
    {
        GruRun run = new GruRun(new GruCell(I, H, resetAfter), _ragged, reverse).Forward().Backward();
        var weights = new GruWeights(
            TwinArrays.Matrix(run.W, 3 * H, I), TwinArrays.Matrix(run.R, 3 * H, H), TwinArrays.Vector(run.B),
            resetAfter ? TwinArrays.Vector(run.Q) : null);
        double[,] dw = new double[3 * H, I], dr = new double[3 * H, H], dx = new double[_ragged.N, I];
        double[] db = new double[3 * H], dq = new double[H];
        double[,] h = new double[_ragged.N, H], dh0 = new double[_ragged.B, H];
        for (int b = 0; b < _ragged.B; b++)
        {
            double[,] x = _ragged.Sequence(run.X, b, I);
            double[] h0 = PackedRows.RowOf(run.H0, b, H);
            _ragged.Set(h, b, GruReference.Forward(weights, x, h0, reverse));
            GruGradients d = GruReference.Backward(
                weights, x, h0, _ragged.Sequence(run.DH, b, H, _ragged.B), new double[H], reverse);
            _ragged.Set(dx, b, d.Dx);
            TwinArrays.Add(dw, d.Dw);
            TwinArrays.Add(dr, d.Dr);
            TwinArrays.Add(db, d.Db);
            TwinArrays.Add(dq, d.DRecurrentBias);
            d.Dh0.CopyTo(Near.Flat(dh0)[(b * H)..]);
        }

        double share = Near.Recurrent(7, I + H);
        Near.Largest(run.States.AsSpan(_ragged.B * H), h, share);
        Near.Largest(run.Dx, dx, share);
        Near.Largest(run.Dh.AsSpan(0, _ragged.B * H), dh0, share);
        Near.Largest(run.DW, dw, share);
        Near.Largest(run.DR, dr, share);
        Near.Largest(run.DB, db, share);
        if (resetAfter)
        {
            Near.Largest(run.DQ, dq, share);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GradientsAlongWithTheTimeLoop_HaveTheBitsOfThoseAfterIt(int I, int H, bool resetAfter, bool reverse)
    {
        var size = new GruCell(I, H, resetAfter);
        foreach (PackedRows rows in new[] { _ragged,
            new PackedRows([.. Enumerable.Range(0, 40).Select(p => 13 - (p / 39))]) })
        {
            GruRun after = new GruRun(size, rows, reverse).Forward().Backward(),
                along = new GruRun(size, rows, reverse).Forward().BackwardTogether();
            Near.SameBits(along.Dh.AsSpan(0, rows.B * H), after.Dh.AsSpan(0, rows.B * H));
            Near.SameBits(along.Dx, after.Dx);
            Near.SameBits(along.DW, after.DW);
            Near.SameBits(along.DR, after.DR);
            Near.SameBits(along.DB, after.DB);
            Near.SameBits(along.DQ, after.DQ);
        }
    }

    [Fact]
    public void GradientsOfManyWeights_HaveTheBitsOfThoseAfterTheTimeLoop()
    {
        var rows = new PackedRows([3, 1]);
        GruRun after = new GruRun(new GruCell(3, 600, true), rows).Forward().Backward();
        GruRun along = new GruRun(new GruCell(3, 600, true), rows).Forward().BackwardTogether();
        Assert.Equal(after.Hash(), along.Hash());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 9)]
    [InlineData(false, 1)]
    [InlineData(false, 9)]
    public void Step_GivesTheBitsOfForward(bool resetAfter, int streams)
    {
        var size = new GruCell(5, 50, resetAfter);
        var rows = new PackedRows([.. Enumerable.Repeat(6, streams)]);
        GruRun run = new GruRun(size, rows).Forward(keep: false);
        float[] panels = run.Panels(), h = [.. run.H0], before = new float[h.Length],
            scratch = new float[size.ForwardScratch(streams)];
        for (int t = 0; t < 6; t++)
        {
            HiddenLoops.Step(size, panels, run.X.AsSpan(rows.RowStart[t] * 5, streams * 5), h, before, scratch);

            Near.SameBits(h, run.States.AsSpan((streams + rows.RowStart[t]) * 50, streams * 50));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_AreTheSameOnEveryWidth(int I, int H, bool resetAfter, bool reverse)
    {
        var size = new GruCell(I, H, resetAfter);
        ulong expected = new GruRun(size, _ragged, reverse).OnWidth(128).Hash();

        Assert.Equal(expected, new GruRun(size, _ragged, reverse).OnWidth(256).Hash());
        Assert.Equal(expected, new GruRun(size, _ragged, reverse).OnWidth(512).Hash());
    }

    [Theory]
    [InlineData(true, 678875390770874105)]
    [InlineData(false, 146223497697244764)]
    public void Bits_AreTheOnesWrittenDownHere(bool resetAfter, ulong expected) =>
        Assert.Equal(expected, new GruRun(new GruCell(3, 37, resetAfter), _ragged).Forward().Backward().Hash());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bits_DoNotDependOnTheSplit(bool resetAfter)
    {
        var size = new GruCell(6, 40, resetAfter);
        ulong expected = new GruRun(size, _ragged).Forward().Backward().Hash();

        Assert.Equal(expected, new GruRun(size, _ragged).Forward(true, 1, 2, 5).Backward(1, 2, 5).Hash());
        Assert.Equal(expected, new GruRun(size, _ragged).Forward(true, 4).Backward(4).Hash());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_GivesTheSameBits_WhetherGatesAreKeptOrNot(bool resetAfter)
    {
        var size = new GruCell(6, 40, resetAfter);

        Near.SameBits(
            new GruRun(size, _ragged).Forward(keep: false).States, new GruRun(size, _ragged).Forward().States);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_GivesASequenceTheSameBits_AloneAndInABatch(bool resetAfter)
    {
        var size = new GruCell(3, 20, resetAfter);
        GruRun batch = new GruRun(size, _ragged).Forward();
        var alone = new GruRun(size, new PackedRows(5));
        for (int t = 0; t < 5; t++)
        {
            batch.X.AsSpan(_ragged.Row(1, t) * 3, 3).CopyTo(alone.X.AsSpan(t * 3));
        }

        batch.H0.AsSpan(20, 20).CopyTo(alone.States);
        alone.Forward();

        for (int t = 0; t < 5; t++)
        {
            Near.SameBits(alone.States.AsSpan((1 + t) * 20, 20), batch.States.AsSpan((8 + _ragged.Row(1, t)) * 20, 20));
        }
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        GruRun run = new GruRun(new GruCell(3, 20, true), _ragged).Forward();
        GruRun more = new GruRun(new GruCell(3, 20, true), _ragged).Forward();
        foreach (float[] d in new[] { more.Dx, more.DW, more.DR, more.DB, more.DQ })
        {
            d.AsSpan().Fill(1000);
        }

        more.Dh.AsSpan(0, _ragged.B * 20).Fill(1000);
        run.Backward();
        more.Backward();

        foreach ((float[] d, float[] plain) in new[]
                 { (more.Dx, run.Dx), (more.DW, run.DW), (more.DR, run.DR), (more.DB, run.DB), (more.DQ, run.DQ),
                     (more.Dh[..160], run.Dh[..160]) })
        {
            // A sum of a few dozen terms around 1000 is good to some of its roundings.
            Near.Within(d, plain.Select(v => 1000.0 + v).ToArray(), Near.Sum(64, 1000));
        }
    }

    [Fact]
    public void EveryEntry_AllocatesNothing()
    {
        GruRun run = new GruRun(new GruCell(3, 20, false), _ragged).Forward().Backward();
        float[] panels = run.Panels(), backward = run.BackwardPanels(),
            scratch = new float[run.Size.ForwardScratch(8)];
        float[] backwardScratch = new float[run.Size.BackwardScratch(8)],
            weightScratch = new float[run.Size.GradientScratch(along: false)];
        float[] stepScratch = new float[run.Size.ForwardScratch(1)],
            inputScratch = new float[run.Size.InputScratch], before = new float[20];
        Allocations.AssertNone(() =>
        {
            HiddenLoops.Forward(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                PlaceTo = 8,
                Panels = panels,
                X = run.X,
                H = run.States,
                Gates = run.Gates,
                Scratch = scratch,
            });
            HiddenLoops.Step(run.Size, panels, run.X.AsSpan(0, 3), run.States.AsSpan(0, 20), before, stepScratch);
            HiddenLoops.Backward(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                PlaceTo = 8,
                Panels = backward,
                H = run.States,
                Gates = run.Gates,
                Dh = run.Dh,
                Scratch = backwardScratch,
            });
            HiddenLoops.AddInputGradient(run.Size, backward, run.Gates, run.Dx, inputScratch);
            HiddenLoops.AddWeightGradient(run.Size, new CellSpans
            {
                Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
                X = run.X,
                H = run.States,
                Gates = run.Gates,
                Dw = run.DW,
                Dr = run.DR,
                Db = run.DB,
                Dq = run.DQ,
                Scratch = weightScratch,
            }, 0, 2);
        });
    }

    [Fact]
    public void Forward_NamesTheArgumentAndItsShape_WhenASpanIsShort()
    {
        var run = new GruRun(new GruCell(3, 20, true), _ragged);

        ShapeException error = Assert.Throws<ShapeException>(() => HiddenLoops.Forward(run.Size, new CellSpans
        {
            Steps = new StepTable(_ragged.RowStart, _ragged.B, false),
            PlaceTo = 8,
            Panels = run.Panels(),
            X = run.X.AsSpan(1),
            H = run.States,
            Gates = run.Gates,
            Scratch = new float[run.Size.ForwardScratch(8)],
        }));

        Assert.Equal(
            "call.X: expected [N, I] = [25, 3], which is 75 values, but got 74. (Parameter 'call.X')", error.Message);
    }
}
