using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>What the kernel of a cell must do whose heads hold a matrix each. A subclass says which.</summary>
public abstract class MatrixKernelTests
{
    /// <summary>A chunk and a part of one, a whole chunk, and less than one.</summary>
    private static readonly PackedRows _ragged = new(70, 64, 5, 1, 0);

    private static readonly PackedRows _long = new(150, 64);

    private static readonly PackedRows _few = new(7, 5, 5, 4, 2, 1, 1, 0);

    private readonly CellReference _twin;
    private readonly Func<int, int, int, PackedRows, bool, int, MatrixRun> _run;
    private readonly ulong _bits;

    /// <summary>Tests of a cell.</summary>
    /// <param name="twin">Its twin.</param>
    /// <param name="run">A run of its kernel: I, H, heads, rows, reverse, seed.</param>
    /// <param name="bits">The hash of a run.</param>
    private protected MatrixKernelTests(
        CellReference twin, Func<int, int, int, PackedRows, bool, int, MatrixRun> run, ulong bits) =>
        (_twin, _run, _bits) = (twin, run, bits);

    public static TheoryData<int, int, int, bool> Shapes => new()
    {
        { 1, 1, 1, false }, { 3, 5, 1, true }, { 5, 16, 4, false }, { 4, 32, 2, true }, { 17, 68, 1, false },
        { 70, 64, 4, true }, { 3, 9, 3, false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int I, int H, int heads, bool reverse)
    {
        EqualsTheTwin(_run(I, H, heads, _few, reverse, 1).Forward().Backward());
        EqualsTheTwin(_run(I, H, heads, _few, reverse, 2).Forward().Backward());
        EqualsTheTwin(_run(I, H, heads, new PackedRows(H == 16 ? 130 : 66, 3), reverse, 3).Forward().Backward());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void StepByStep_IsNearWhatTrainingComputes(int I, int H, int heads, bool reverse)
    {
        MatrixRun together = _run(I, H, heads, _long, reverse, 1).Forward(),
            steps = _run(I, H, heads, _long, reverse, 1).Infer();

        int first = _long.B * H;
        Near.Largest(
            together.States.AsSpan(first), steps.States.AsSpan(first).ToArray().Select(v => (double)v).ToArray(), 1e-5);
        Near.Largest(together.Last, steps.Last.ToArray().Select(v => (double)v).ToArray(), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Step_GivesTheBitsOfInference(int I, int H, int heads, bool reverse)
    {
        foreach (int streams in (int[])[1, 5])
        {
            var rows = new PackedRows([.. Enumerable.Repeat(6, streams)]);
            MatrixRun run = _run(I, H, heads, rows, reverse, 1);
            int rest = run.Size.Rest, width = H + rest;
            var state = new float[streams * width];
            for (int s = 0; s < streams; s++)
            {
                run.C0.AsSpan(s * rest, rest).CopyTo(state.AsSpan((s * width) + H));
            }

            run.Infer();
            for (int t = 0; t < 6; t++)
            {
                int row = rows.RowStart[reverse ? 5 - t : t];
                run.Step(run.X.AsSpan(row * I, streams * I), state);
                for (int s = 0; s < streams; s++)
                {
                    Near.SameBits(state.AsSpan(s * width, H), run.States.AsSpan((streams + row + s) * H, H));
                }
            }

            for (int s = 0; s < streams; s++)
            {
                Near.SameBits(state.AsSpan((s * width) + H, rest), run.Last.Slice(s * rest, rest));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_AreTheSameOnEveryWidth(int I, int H, int heads, bool reverse)
    {
        foreach (bool infers in (bool[])[false, true])
        {
            MatrixRun Run() => _run(I, H, heads, _ragged, reverse, 1);
            ulong expected = Run().OnWidth<Vector128<float>, Lanes128>(infers).Hash();

            Assert.Equal(expected, Run().OnWidth<Vector256<float>, Lanes256>(infers).Hash());
            Assert.Equal(expected, Run().OnWidth<Vector512<float>, Lanes512>(infers).Hash());
        }
    }

    [Fact]
    public void Bits_AreTheOnesWrittenDownHere() =>
        Assert.Equal(_bits, _run(3, 36, 2, _ragged, false, 1).Forward().Backward().Hash());

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_DoNotDependOnTheSplit(int I, int H, int heads, bool reverse)
    {
        MatrixRun Run() => _run(I, H, heads, _ragged, reverse, 1);

        Assert.Equal(Run().Forward().Backward().Hash(), Run().Forward(1, 3).Backward(2).Hash());
        Assert.Equal(Run().Infer().Hash(), Run().Infer(1, 3).Hash());
    }

    [Fact]
    public void Saturated_GatesGiveNumbers()
    {
        MatrixRun run = _run(1, 20, 2, _ragged, false, 1);
        for (int k = 0; k < run.X.Length; k++)
        {
            run.X[k] = k % 3 == 0 ? 1e4f : k % 3 == 1 ? -1e4f : 0;
        }

        run.Forward().Backward();

        Assert.All((float[][])[run.States, run.Kept, run.DRest, run.Dx, run.DW, run.DB], values =>
            Assert.All(values, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Step_NamesTheArgumentAndItsShape_WhenASpanIsShort()
    {
        MatrixRun run = _run(3, 20, 2, _few, false, 1);

        ShapeException error = Assert.Throws<ShapeException>(
            () => run.Step(run.X.AsSpan(0, 2), new float[20 + run.Size.Rest]));

        Assert.Equal("x: expected [S, I] = [1, 3], which is 3 values, but got 2. (Parameter 'x')", error.Message);
    }

    private void EqualsTheTwin(MatrixRun run)
    {
        (PackedRows rows, int I, int H, int A) = (run.Packed, run.Size.I, run.Size.H, run.Size.Columns);
        int rest = run.Size.Rest;
        var weights = new CellReferenceWeights(TwinArrays.Matrix(run.W, A, I), null, TwinArrays.Vector(run.B));
        double[,] dw = new double[A, I], dx = new double[rows.N, I], h = new double[rows.N, H],
            last = new double[rows.B, rest], dRest = new double[rows.B, rest];
        double[] db = new double[A];
        for (int b = 0; b < rows.B; b++)
        {
            double[,] x = rows.Sequence(run.X, b, I);
            double[] start = [.. new double[H], .. PackedRows.RowOf(run.C0, b, rest)];
            (double[,] shown, double[] final) = _twin.Forward(weights, x, start, run.Reverse);
            rows.Set(h, b, shown);
            CellReferenceGradients d = _twin.Backward(
                weights, x, start, rows.Sequence(run.DH, b, H, rows.B),
                [.. new double[H], .. PackedRows.RowOf(run.DRest0, b, rest)], run.Reverse);
            rows.Set(dx, b, d.Dx);
            TwinArrays.Add(dw, d.Dw);
            TwinArrays.Add(db, d.Db);
            final.AsSpan(H).CopyTo(Near.Flat(last)[(b * rest)..]);
            d.DStart.AsSpan(H).CopyTo(Near.Flat(dRest)[(b * rest)..]);
        }

        Near.Largest(run.States.AsSpan(rows.B * H), h, 1e-5);
        Near.Largest(run.Last, last, 1e-5);
        Near.Largest(run.Dx, dx, 1e-5);
        Near.Largest(run.DRest, dRest, 1e-5);
        Near.Largest(run.DW, dw, 1e-5);
        Near.Largest(run.DB, db, 1e-5);
    }
}
