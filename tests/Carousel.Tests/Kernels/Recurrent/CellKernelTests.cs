using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>What the kernel of any recurrent cell must do. A subclass says which.</summary>
public abstract partial class CellKernelTests
{
    private static readonly PackedRows _ragged = new(7, 5, 5, 4, 2, 1, 1, 0);

    private readonly CellReference _twin;
    private readonly Func<RunShape, CellRun> _run;
    private readonly ulong _bits;

    /// <summary>Tests of a cell.</summary>
    /// <param name="twin">Its twin.</param>
    /// <param name="run">A run of its kernel.</param>
    /// <param name="bits">The hash of a run.</param>
    private protected CellKernelTests(CellReference twin, Func<RunShape, CellRun> run, ulong bits) =>
        (_twin, _run, _bits) = (twin, run, bits);

    /// <summary>Sizes one below, at and above a block of units or of products, and some others.</summary>
    public static TheoryData<int, int, bool> Shapes()
    {
        var shapes = new TheoryData<int, int, bool>();
        foreach ((int I, int H) in new[]
            { (1, 1), (3, 5), (3, 9), (1, 15), (2, 16), (4, 17), (64, 31), (4, 32), (7, 33), (33, 64), (65, 63),
                (17, 68), (65, 70), (16, 80), (3, 130), (65, 130), (90, 2) })
        {
            if (SoftwareProducts.Allow(H * (I + H) * _ragged.N))
            {
                shapes.Add(I, H, false);
                shapes.Add(I, H, true);
            }
        }

        return shapes;
    }

    /// <summary>I, H, sequences of a step, reverse.</summary>
    public static IEnumerable<TheoryDataRow<int, int, int, bool>> Steps() =>
        new TheoryData<int, int, int, bool>
        {
            { 5, 150, 1, false },
            { 5, 150, 9, true },
            { 3, 5, 1, true },
            { 20, 50, 9, false },
            { 8, 48, 1, false },
            { 16, 128, 2, false },
            { 5, 80, 1, false },
            { 5, 400, 1, false },
        }.Where(row => SoftwareProducts.Allow(row.Data.Item2 * (row.Data.Item1 + row.Data.Item2) * _ragged.N));

    /// <summary>Units of which there are more weights than gradients are added along with the time loop.</summary>
    protected virtual int ManyUnits => 600;

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int I, int H, bool reverse)
    {
        int[][] lengths = [_ragged.Lengths, [3], [6, 6, 6, 6, 6, 6, 6], .. Drawn(I + H), .. Long(H)];
        for (int seed = 1; seed <= lengths.Length; seed++)
        {
            _run(new(I, H, new PackedRows(lengths[seed - 1]), reverse, seed)).Forward().Backward().EqualsTheTwin(_twin);
        }

        // Few sequences of any length, and where a matrix is built of chunks of 64 steps, more than one of those.
        static int[][] Drawn(int seed)
        {
            var draws = new Draws(seed);
            return [[.. Enumerable.Range(0, 1 + draws.Below(9)).Select(_ => draws.Below(12)).OrderDescending()]];
        }

        static int[][] Long(int H) => H is 16 or 9 or 17 ? [[130, 66, 3], [.. Enumerable.Range(1, 25).Reverse()]] : [];
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Inference_GivesTheStatesOfTraining(int I, int H, bool reverse)
    {
        foreach (PackedRows rows in RowsFor(H, reverse))
        {
            CellRun run = _run(new(I, H, rows, reverse)).Forward().Infer(), cut = _run(new(I, H, rows, reverse));

            int state = rows.B * H;
            cut.Infer(rows.B / 3);
            Near.SameBits(cut.Inferred.Span, run.Inferred.Span);
            Near.SameBits(cut.Carried.Span, run.Carried.Span);
            if (run.IsInferenceExact)
            {
                Near.SameBits(run.Inferred.Span, run.States.Span);
            }
            else
            {
                IsNear(run.States.Span[state..], run.Inferred.Span[state..]);
            }

            for (int b = 0; b < rows.B; b++)
            {
                int rest = run.Sizes.Rest, length = rows.Lengths[b];
                int last = !run.IsRestKept || length == 0 ? b : rows.B + rows.Row(b, reverse ? 0 : length - 1);
                Span<float> carried = run.Carried.Span.Slice(b * rest, rest),
                    kept = run.Rest.Span.Slice(last * rest, rest);
                if (run.IsInferenceExact)
                {
                    Near.SameBits(carried, kept);
                }
                else
                {
                    IsNear(kept, carried);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void GradientsAlongWithTheTimeLoop_HaveTheBitsOfThoseAfterIt(int I, int H, bool reverse)
    {
        foreach (PackedRows rows in RowsFor(H, reverse))
        {
            HasTheSameGradientsAlong(new(I, H, rows, reverse));
        }
    }

    [Fact]
    public void GradientsOfManyWeights_HaveTheBitsOfThoseAfterTheTimeLoop() =>
        HasTheSameGradientsAlong(new(3, ManyUnits, new PackedRows(3, 1)));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void PartsOfUnits_GiveTheSameBits(int I, int H, bool reverse)
    {
        CellRun whole = _run(new(I, H, _ragged, reverse)).Forward().Backward();
        foreach (int parts in new[] { 1, 2, 3 })
        {
            CellRun shared = _run(new(I, H, _ragged, reverse));
            if (shared.RunUnits(parts))
            {
                Assert.Equal(whole.Hash(), shared.AddGradients().Hash());
                Near.SameBits(shared.Inferred.Span, whole.States.Span);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Step_GivesTheBitsOfInference_WithMoreSequencesBeside(int I, int H, int streams, bool reverse)
    {
        const int Together = 9, T = 8;
        var rows = new PackedRows([.. Enumerable.Repeat(T, Together)]);
        CellRun run = _run(new(I, H, rows, reverse));
        (int rest, int width) = (run.Sizes.Rest, H + run.Sizes.Rest);
        var state = new float[streams * width];
        for (int s = 0; s < streams; s++)
        {
            run.States.Span.Slice(s * H, H).CopyTo(state.AsSpan(s * width));
            run.Carried.Span.Slice(s * rest, rest).CopyTo(state.AsSpan((s * width) + H));
        }

        run.Infer();
        for (int t = 0; t < T; t++)
        {
            int row = rows.RowStart[reverse ? T - 1 - t : t];
            run.Step(run.X.Span.Slice(row * I, streams * I), state, variant: t);
            for (int s = 0; s < streams; s++)
            {
                Near.SameBits(state.AsSpan(s * width, H), run.Inferred.Span.Slice((Together + row + s) * H, H));
            }
        }

        for (int s = 0; s < streams; s++)
        {
            Near.SameBits(state.AsSpan((s * width) + H, rest), run.Carried.Span.Slice(s * rest, rest));
        }
    }

    [Fact]
    public void ASequence_GivesTheSameBitsAloneAndInABatch()
    {
        CellRun batch = _run(new(6, 37, _ragged)).Forward();
        for (int b = 0; _ragged.Lengths[b] > 0; b++)
        {
            int length = _ragged.Lengths[b];
            CellRun alone = _run(new(6, 37, new PackedRows(length)));
            batch.States.Span.Slice(b * 37, 37).CopyTo(alone.States.Span);
            int rest = alone.Sizes.Rest;
            batch.StartRest.AsSpan(b * rest, rest).CopyTo(alone.Rest.Span);
            for (int t = 0; t < length; t++)
            {
                batch.X.Span.Slice(_ragged.Row(b, t) * 6, 6).CopyTo(alone.X.Span[(t * 6)..]);
            }

            alone.Forward();
            for (int t = 0; t < length; t++)
            {
                Near.SameBits(
                    alone.States.Span.Slice((1 + t) * 37, 37),
                    batch.States.Span.Slice((_ragged.B + _ragged.Row(b, t)) * 37, 37));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Bits_AreTheSameOnEveryWidth(int I, int H, bool reverse)
    {
        CellRun Run() => _run(new(I, H, _ragged, reverse));
        CellRun wide = Run().OnWidth<Vector512<float>, Lanes512>();
        foreach (CellRun other in new[]
            { Run().OnWidth<Vector256<float>, Lanes256>(), Run().OnWidth<Vector128<float>, Lanes128>() })
        {
            Assert.Equal(wide.Hash(), other.Hash());
            Near.SameBits(wide.Inferred.Span, other.Inferred.Span);
            Near.SameBits(wide.Carried.Span, other.Carried.Span);
        }
    }

    [Fact]
    public void Bits_AreTheOnesWrittenDownHere() =>
        Assert.Equal(_bits, _run(new(3, 37, _ragged)).Forward().Backward().Hash());

    [Theory]
    [MemberData(nameof(Shapes))]
    [InlineData(6, 140, false)]
    public void Bits_DoNotDependOnTheSplit(int I, int H, bool reverse)
    {
        CellRun Run() => _run(new(I, H, _ragged, reverse));
        ulong whole = Run().Forward().Backward().Hash();

        Assert.Equal(whole, Run().Forward(1, 2, 5).Backward(1, 2, 5).Hash());
        Assert.Equal(whole, Run().Forward(4).Backward(4).Hash());
        Assert.Equal(whole, Run().Forward(1, 2, 3, 4, 5, 6, 7).Backward(1, 2, 3, 4, 5, 6, 7).Hash());
    }

    [Fact]
    public void Saturated_GatesGiveNumbers()
    {
        CellRun run = _run(new(1, 20, _ragged));
        for (int k = 0; k < run.X.Length; k++)
        {
            run.X.Span[k] = k % 3 == 0 ? 1e4f : k % 3 == 1 ? -1e4f : 0;
        }

        run.Forward().Infer().Backward().AreNumbers();
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        CellRun run = _run(new(3, 20, _ragged)).Forward(), more = _run(new(3, 20, _ragged)).Forward();
        more.FillGradients(1000);

        // Initial states have a separate gradient, except for those that nothing reads.
        int initial = run.Sizes.Heads > 0 ? 0 : _ragged.B * 20;
        more.Dh.Span[..initial].Fill(1000);
        run.Backward();
        more.Backward();

        foreach ((Memory<float> d, Memory<float> plain) in new[]
            { (more.Dx, run.Dx), (more.DW, run.DW), (more.DR, run.DR), (more.DB, run.DB), (more.DQ, run.DQ),
                (more.Dh[..initial], run.Dh[..initial]) })
        {
            // A sum of a few dozen terms around 1000 is good to some of its roundings.
            Near.Within(d.Span, plain.ToArray().Select(v => 1000.0 + v).ToArray(), Near.Sum(64, 1000));
        }
    }

    [Fact]
    public void EveryEntry_AllocatesNothing()
    {
        CellRun run = _run(new(3, 20, _ragged));
        float[] state = new float[20 + run.Sizes.Rest], x = new float[3];
        Allocations.AssertNone(() =>
        {
            run.Forward().Infer().Backward();
            run.Step(x, state);
            run.RunUnits(2);
            if (run.HasGradientsAlong)
            {
                run.Forward().BackwardTogether();
            }
        });
    }

    [Theory]
    [InlineData("Forward.Panels")]
    [InlineData("Forward.X")]
    [InlineData("Forward.H")]
    [InlineData("Forward.C")]
    [InlineData("Forward.Gates")]
    [InlineData("Backward.Gates")]
    [InlineData("Backward.Dh")]
    [InlineData("Backward.Dc")]
    [InlineData("Gradient.X")]
    [InlineData("Gradient.Dw")]
    [InlineData("Gradient.Dr")]
    [InlineData("Gradient.Db")]
    public void Call_NamesTheSpanThatIsShort(string span)
    {
        CellRun run = _run(new(3, 20, _ragged)).Forward().Backward();
        bool isThere = false;

        Exception? error = Record.Exception(() => isThere = run.CallShort(span));

        Assert.False(isThere);
        if (error is not null)
        {
            Assert.EndsWith(
                span.Split('.')[1], Assert.IsType<ShapeException>(error).ParamName, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Calls_NameTheArgumentAndItsShape()
    {
        CellRun run = _run(new(3, 20, _ragged));

        ShapeException error = Assert.Throws<ShapeException>(() => run.CallShort("Forward.X")),
            step = Assert.Throws<ShapeException>(() => run.Step(run.X.Span[..2], new float[20 + run.Sizes.Rest]));

        Assert.Equal(
            "call.X: expected [N, I] = [25, 3], which is 75 values, but got 74. (Parameter 'call.X')", error.Message);
        Assert.StartsWith("x: expected", step.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// At some sizes also more rows than a chunk, of one step and of several, and more steps than a chunk.
    /// </summary>
    private static PackedRows[] RowsFor(int H, bool reverse) => H < 18 || (H == 70 && reverse)
        ?
        [
            _ragged, new([.. Enumerable.Repeat(2, 270)]), new([.. Enumerable.Range(0, 40).Select(p => 13 - (p / 39))]),
            new(70, 64, 5, 1, 0),
        ]
        : [_ragged];

    private static void IsNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        Near.Largest(actual, TwinArrays.Vector(expected.ToArray()), 1e-5);

    private void HasTheSameGradientsAlong(RunShape shape)
    {
        CellRun along = _run(shape);
        if (along.HasGradientsAlong)
        {
            Assert.Equal(
                _run(shape).FillGradients(2).Forward().Backward().Hash(hasGates: false),
                along.FillGradients(2).Forward().BackwardTogether().Hash(hasGates: false));
        }
    }
}
