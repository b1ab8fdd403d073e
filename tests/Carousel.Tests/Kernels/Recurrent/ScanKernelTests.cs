using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>What the kernel of a cell must do whose inputs are multiplied at once. A subclass says which.</summary>
public abstract class ScanKernelTests
{
    private static readonly PackedRows _ragged = new(7, 5, 5, 4, 2, 1, 1, 0);

    private readonly CellReference _twin;
    private readonly Func<int, int, PackedRows, bool, int, ScanRun> _run;
    private readonly ulong _bits;

    /// <summary>Tests of a cell.</summary>
    /// <param name="twin">Its twin.</param>
    /// <param name="run">A run of its kernel: I, H, rows, reverse, seed.</param>
    /// <param name="bits">The hash of a run.</param>
    private protected ScanKernelTests(
        CellReference twin, Func<int, int, PackedRows, bool, int, ScanRun> run, ulong bits) =>
        (_twin, _run, _bits) = (twin, run, bits);

    public static TheoryData<int, int, bool> Shapes => new()
    {
        { 1, 1, false }, { 3, 5, true }, { 5, 16, false }, { 4, 17, true }, { 17, 33, false }, { 65, 70, false },
        { 65, 130, true }, { 90, 2, false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int I, int H, bool reverse)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            var draws = new Draws(seed);
            int[] lengths = seed == 1
                ? _ragged.Lengths
                : [.. Enumerable.Range(0, 1 + draws.Below(9)).Select(_ => draws.Below(12)).OrderDescending()];
            EqualsTheTwin(_run(I, H, new PackedRows(lengths), reverse, seed).Forward().Backward());
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void InferenceAndGradientsAlongWithTheTimeLoop_HaveTheSameBits(int I, int H, bool reverse)
    {
        // More rows than a chunk: of one step, and of several.
        foreach (PackedRows rows in new[] { _ragged, new PackedRows([.. Enumerable.Repeat(2, 270)]),
            new PackedRows([.. Enumerable.Range(0, 40).Select(p => 13 - (p / 39))]) })
        {
            ScanRun after = _run(I, H, rows, reverse, 1).Forward().Backward();

            Assert.Equal(after.Hash(), _run(I, H, rows, reverse, 1).Forward().BackwardTogether().Hash());
            Near.SameBits(_run(I, H, rows, reverse, 1).Infer().States, after.States);
            int cut = rows.B / 3;
            Near.SameBits(
                _run(I, H, rows, reverse, 1)
                    .Infer(new(0, cut, 0, after.Size.Panels), new(cut, rows.B, 0, after.Size.Panels)).States,
                after.States);
        }
    }

    [Theory]
    [InlineData(150, 1)]
    [InlineData(150, 9)]
    [InlineData(80, 1)]
    [InlineData(400, 1)]
    public void Step_GivesTheBitsOfForward_WithMoreSequencesBeside(int H, int streams)
    {
        const int Together = 9;
        var rows = new PackedRows([.. Enumerable.Repeat(6, Together)]);
        ScanRun run = _run(5, H, rows, false, 1).Forward();
        int rest = run.Size.Rest, width = H + rest;
        var state = new float[streams * width];
        for (int s = 0; s < streams; s++)
        {
            run.H0.AsSpan(s * H, H).CopyTo(state.AsSpan(s * width));
            run.C0.AsSpan(s * rest, rest).CopyTo(state.AsSpan((s * width) + H));
        }

        for (int t = 0; t < 6; t++)
        {
            run.Step(run.X.AsSpan(rows.RowStart[t] * 5, streams * 5), state, t % 3);
            for (int s = 0; s < streams; s++)
            {
                int row = Together + rows.RowStart[t] + s;
                Near.SameBits(state.AsSpan(s * width, H), run.States.AsSpan(row * H, H));
                Near.SameBits(state.AsSpan((s * width) + H, rest), run.Rest.AsSpan(row * rest, rest));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_AreTheSameOnEveryWidth(int I, int H, bool reverse)
    {
        ulong expected = _run(I, H, _ragged, reverse, 1).OnWidth<Vector128<float>, Lanes128>().Hash();

        Assert.Equal(expected, _run(I, H, _ragged, reverse, 1).OnWidth<Vector256<float>, Lanes256>().Hash());
        Assert.Equal(expected, _run(I, H, _ragged, reverse, 1).OnWidth<Vector512<float>, Lanes512>().Hash());
    }

    [Fact]
    public void Bits_AreTheOnesWrittenDownHere() =>
        Assert.Equal(_bits, _run(3, 37, _ragged, false, 1).Forward().Backward().Hash());

    [Fact]
    public void Bits_DoNotDependOnTheSplit()
    {
        ScanRun whole = _run(6, 140, _ragged, false, 1).Forward().Backward(), cut = _run(6, 140, _ragged, false, 1);
        ScanPart[] parts = [.. cut.Parts([1, 2, 5], [1, 2])];

        Assert.Equal(whole.Hash(), cut.Forward(parts).Backward(parts).Hash());
    }

    [Fact]
    public void Saturated_GatesGiveNumbers()
    {
        ScanRun run = _run(1, 20, _ragged, false, 1);
        for (int k = 0; k < run.X.Length; k++)
        {
            run.X[k] = k % 3 == 0 ? 1e4f : k % 3 == 1 ? -1e4f : 0;
        }

        run.Forward().Backward();

        Assert.All((float[][])[run.States, run.Dh, run.Dx, run.DW, run.DR, run.DB], values =>
            Assert.All(values, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Forward_NamesTheArgumentAndItsShape_WhenASpanIsShort()
    {
        ScanRun run = _run(3, 20, new PackedRows(7, 5, 5, 4, 2, 1, 1, 0), false, 1);

        ShapeException error = Assert.Throws<ShapeException>(
            () => run.Step(run.X.AsSpan(0, 2), new float[20 + run.Size.Rest], 1));

        Assert.Equal("x: expected [S, I] = [1, 3], which is 3 values, but got 2. (Parameter 'x')", error.Message);
    }

    private void EqualsTheTwin(ScanRun run)
    {
        (PackedRows rows, int I, int H, int A) = (run.Packed, run.Size.I, run.Size.H, run.Size.Columns);
        (int rest, int head) = (run.Size.Rest, run.Size.Head);
        var weights = new CellReferenceWeights(
            TwinArrays.Matrix(run.W, A, I), head == 0 ? null : TwinArrays.Matrix(run.R, A, head),
            TwinArrays.Vector(run.B));
        double[,] dw = new double[A, I], dr = new double[A, head], dx = new double[rows.N, I],
            h = new double[rows.N, H], dStart = new double[rows.B, H], dRest = new double[rows.B, rest];
        double[] db = new double[A];
        for (int b = 0; b < rows.B; b++)
        {
            double[,] x = rows.Sequence(run.X, b, I);
            double[] start = [.. PackedRows.RowOf(run.H0, b, H), .. PackedRows.RowOf(run.C0, b, rest)];
            rows.Set(h, b, _twin.Forward(weights, x, start, run.Reverse).H);
            CellReferenceGradients d = _twin.Backward(
                weights, x, start, rows.Sequence(run.DH, b, H, rows.B),
                [.. new double[H], .. PackedRows.RowOf(run.DRest0, b, rest)], run.Reverse);
            rows.Set(dx, b, d.Dx);
            TwinArrays.Add(dw, d.Dw);
            TwinArrays.Add(db, d.Db);
            if (d.Dr is { } recurrent)
            {
                TwinArrays.Add(dr, recurrent);
            }

            d.DStart.AsSpan(0, H).CopyTo(Near.Flat(dStart)[(b * H)..]);
            d.DStart.AsSpan(H).CopyTo(Near.Flat(dRest)[(b * rest)..]);
        }

        double share = Math.Min(1e-5, Near.Recurrent(12, I + H));
        Near.Largest(run.States.AsSpan(rows.B * H), h, share);
        Near.Largest(run.Dx, dx, share);
        Near.Largest(run.Dh.AsSpan(0, rows.B * H), dStart, share);
        Near.Largest(run.DW, dw, share);
        Near.Largest(run.DB, db, share);
        if (head > 0)
        {
            Near.Largest(run.DR, dr, share);
            Near.Largest(run.DRest, dRest, share);
        }
    }
}
