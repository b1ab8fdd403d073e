using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class LstmKernelTests
{
    private static readonly int[] _variable = [3, 9, 0, 1, 9, 5, 4, 4, 2, 0];

    public static TheoryData<int, int, int[], bool> Cases()
    {
        var cases = new TheoryData<int, int, int[], bool>();
        foreach (bool reverse in new[] { false, true })
        {
            foreach ((int I, int H) in new[] { (1, 1), (3, 5), (1, 15), (2, 16), (5, 17), (64, 31), (7, 33), (33, 64),
                (65, 63), (16, 80), (3, 130) })
            {
                cases.Add(I, H, _variable, reverse);
            }

            cases.Add(4, 16, [1], reverse);
            cases.Add(4, 20, [7], reverse);
            cases.Add(4, 32, [6, 6, 6, 6, 6, 6, 6], reverse);
            cases.Add(5, 24, [.. Enumerable.Range(1, 25)], reverse);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ForwardAndBackward_AgreeWithTheTwin(int I, int H, int[] lengths, bool reverse)
        => new LstmRun(I, H, lengths, reverse).Run().AgreesWithTheTwin();

    [Fact]
    public void ATinyBatch_AgreesWithTheTwin_WithoutVectorMultiplyAdds() =>
        new LstmRun(3, 5, [2, 3, 0]).Run().AgreesWithTheTwin();

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryWidth_GivesTheSameBits(int I, int H, int[] lengths, bool reverse)
    {
        LstmRun wide = new LstmRun(I, H, lengths, reverse).Run<Vector512<float>, Lanes512>();
        wide.HasTheBitsOf(new LstmRun(I, H, lengths, reverse).Run<Vector256<float>, Lanes256>());
        wide.HasTheBitsOf(new LstmRun(I, H, lengths, reverse).Run<Vector128<float>, Lanes128>());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RangesOfRowsAndBlocks_GiveTheSameBits(int I, int H, int[] lengths, bool reverse)
    {
        LstmRun whole = new LstmRun(I, H, lengths, reverse).Run();
        foreach (int parts in new[] { 2, 3, 8 })
        {
            new LstmRun(I, H, lengths, reverse).Run(parts).HasTheBitsOf(whole);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAlongWithTheTimeLoop_HaveTheBitsOfThoseAfterIt(int I, int H, int[] lengths, bool reverse) =>
        new LstmRun(I, H, lengths, reverse).RunTogether(already: 2)
            .HasTheBitsOf(new LstmRun(I, H, lengths, reverse).Run(already: 2));

    [Fact]
    public void GradientsOfManyWeights_HaveTheBitsOfThoseAfterTheTimeLoop() =>
        new LstmRun(3, 520, [3, 1]).RunTogether().HasTheBitsOf(new LstmRun(3, 520, [3, 1]).Run());

    [Theory]
    [InlineData(40, 13)]
    [InlineData(300, 2)]
    public void GradientsAlongWithTheTimeLoop_HaveTheBitsOfThoseAfterIt_OverManyRows(int batch, int length)
    {
        int[] lengths = [.. Enumerable.Range(0, batch).Select(p => length - (p % 7 == 0 ? 1 : 0))];
        foreach (bool reverse in new[] { false, true })
        {
            new LstmRun(2, 18, lengths, reverse).RunTogether().HasTheBitsOf(new LstmRun(2, 18, lengths, reverse).Run());
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(1, 16)]
    [InlineData(8, 48)]
    [InlineData(20, 50)]
    [InlineData(16, 128)]
    [InlineData(64, 64)]
    public void Step_GivesTheBitsOfForward_InEitherDirection(int I, int H)
    {
        const int T = 12;
        LstmRun sequence = new LstmRun(I, H, [T]).Run();
        var size = new LstmSize(I, H);
        float[] panels = sequence.Panels(), x = sequence.X.ToArray(),
            scratch = new float[LstmKernel.ScratchLength(size, 1)];
        float[] h = sequence.H[..H], c = sequence.C[..H];
        for (int t = 0; t < T; t++)
        {
            LstmKernel.Step(size, panels, x.AsSpan(t * I, I), h, c, scratch, descending: t % 2 == 1);
            Near.SameBits(h, sequence.H.AsSpan((t + 1) * H, H));
            Near.SameBits(c, sequence.C.AsSpan((t + 1) * H, H));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Infer_GivesTheBitsOfForward(bool reverse)
    {
        var size = new LstmSize(5, 40);
        LstmRun run = new LstmRun(5, 40, _variable, reverse).Run();
        float[] h = new float[run.H.Length], c = run.C[..(run.B * 40)],
            scratch = new float[LstmKernel.ScratchLength(size, run.B)];
        run.H.AsSpan(0, c.Length).CopyTo(h);

        LstmKernel.Forward(size, new CellSpans
        {
            Steps = run.Steps,
            PlaceTo = run.B,
            Panels = run.Panels(),
            X = run.X,
            H = h,
            C = c,
            Scratch = scratch,
        });

        Near.SameBits(h, run.H);
        StepTable steps = run.Steps;
        int last = steps.StateRow(reverse ? steps.T - 1 : 0) * 40;
        Near.SameBits(c.AsSpan(0, reverse ? 8 * 40 : 0), run.C.AsSpan(last, reverse ? 8 * 40 : 0));
        Near.SameBits(c.AsSpan(8 * 40), run.C.AsSpan(8 * 40, 2 * 40));
    }

    [Fact]
    public void ASequence_GivesTheSameBitsAloneAndInABatch()
    {
        const int I = 6, H = 37, T = 9;
        var size = new LstmSize(I, H);
        LstmRun batch = new LstmRun(I, H, _variable).Run();

        // The sequence at place 0 has row 0 of every step.
        StepTable steps = batch.Steps;
        float[] x = new float[T * I], h = new float[(T + 1) * H], c = batch.C[..H];
        for (int t = 0; t < T; t++)
        {
            batch.X.Slice(steps.RowStart[t] * I, I).CopyTo(x.AsSpan(t * I));
        }

        batch.H.AsSpan(0, H).CopyTo(h);
        int[] rowStart = [.. Enumerable.Range(0, T + 1)];
        LstmKernel.Forward(size, new CellSpans
        {
            Steps = new StepTable(rowStart, 1),
            PlaceTo = 1,
            Panels = batch.Panels(),
            X = x,
            H = h,
            C = c,
            Scratch = new float[LstmKernel.ScratchLength(size, 1)],
        });

        for (int t = 0; t < T; t++)
        {
            Near.SameBits(h.AsSpan((t + 1) * H, H), batch.H.AsSpan((batch.B + steps.RowStart[t]) * H, H));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WeightGradients_AreOneChainFromTheLastStepRunToTheFirst(bool reverse)
    {
        const int I = 3, H = 18;
        int[] rowStart = [0, 4, 7, 8];
        var steps = new StepTable(rowStart, 5, reverse);
        var draws = new Draws(2);
        float[] x = draws.Floats(8 * I), h = draws.Floats(13 * H), da = draws.Floats(8 * 4 * H);
        float[] dW = draws.Floats(4 * H * I), dR = draws.Floats(4 * H * H), db = draws.Floats(4 * H);
        float[] w = [.. dW], r = [.. dR], b = [.. db];

        LstmKernel.AddWeightGradients(new LstmSize(I, H), new CellSpans
        {
            Steps = steps,
            X = x,
            H = h,
            Gates = da,
            Dw = dW,
            Dr = dR,
            Db = db,
            Scratch = new float[LstmKernel.GradientScratchLength(new LstmSize(I, H))],
        }, 0, 2);

        // Rows in the order of the chain, and the row of h before each.
        (int Row, int Before)[] order = reverse
            ? [(0, 9), (1, 10), (2, 11), (3, 3), (4, 12), (5, 1), (6, 2), (7, 0)]
            : [(7, 9), (4, 5), (5, 6), (6, 7), (0, 0), (1, 1), (2, 2), (3, 3)];
        foreach ((int row, int before) in order)
        {
            for (int output = 0; output < 4 * H; output++)
            {
                float d = da[(row * 4 * H) + LstmGates.CompactIndex(H, output / H, output % H)];
                b[output] += d;
                for (int k = 0; k < I; k++)
                {
                    w[(output * I) + k] = MathF.FusedMultiplyAdd(x[(row * I) + k], d, w[(output * I) + k]);
                }

                for (int k = 0; k < H; k++)
                {
                    r[(output * H) + k] = MathF.FusedMultiplyAdd(h[(before * H) + k], d, r[(output * H) + k]);
                }
            }
        }

        Near.SameBits(dW, w);
        Near.SameBits(dR, r);
        Near.SameBits(db, b);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(5)]
    public void InputGradients_RunOverTheCompactGates(int I)
    {
        const int H = 35;
        var draws = new Draws(3);
        float[] w = draws.Floats(4 * H * I), da = draws.Floats(4 * H), dx = draws.Floats(I), expected = [.. dx];
        float[] panels = new float[LstmPanels.BackwardLength(new LstmSize(I, H))];
        LstmPanels.PackBackward(new LstmSize(I, H), w, new float[4 * H * H], panels);

        LstmKernel.AddInputGradient(new LstmSize(I, H), panels, da, dx);

        for (int i = 0; i < I; i++)
        {
            // By blocks of 16 units, inside a block by gate, then by unit: one chain, or lanes where the inputs are
            // few.
            float[] weights = new float[4 * H];
            for (int row = 0; row < 4 * H; row++)
            {
                weights[LstmGates.CompactIndex(H, row / H, row % H)] = w[(row * I) + i];
            }

            if (MatrixProduct.IsNarrow(4 * H, I))
            {
                expected[i] += Reductions.Dot(da, weights);
                continue;
            }

            for (int k = 0; k < 4 * H; k++)
            {
                expected[i] = MathF.FusedMultiplyAdd(da[k], weights[k], expected[i]);
            }
        }

        Near.SameBits(dx, expected);
    }

    [Fact]
    public void Gradients_AreAddedToWhatIsAlreadyThere()
    {
        LstmRun clean = new LstmRun(5, 19, _variable).Run(), added = new LstmRun(5, 19, _variable).Run(already: 256);
        foreach ((float[] from, float[] to) in new[] { (clean.Dx, added.Dx), (clean.Dw, added.Dw), (clean.Dr, added.Dr),
            (clean.Db, added.Db) })
        {
            for (int k = 0; k < from.Length; k++)
            {
                // 256 keeps 15 bits behind the point; a chain of so few terms loses at most a few of the last.
                Assert.Equal(from[k], to[k] - 256, 50 * Near.Rounding * 256);
            }
        }
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort()
    {
        var size = new LstmSize(2, 3);
        float[] panels = new float[LstmPanels.ForwardLength(size)],
            scratch = new float[LstmKernel.ScratchLength(size, 1)];
        Assert.StartsWith(
            "call.X: expected [N, I] = [2, 2]", Message(3, 9, 9, 24, scratch.Length), StringComparison.Ordinal);
        Assert.StartsWith("call.H: expected", Message(4, 8, 9, 24, scratch.Length), StringComparison.Ordinal);
        Assert.StartsWith("call.C: expected", Message(4, 9, 8, 24, scratch.Length), StringComparison.Ordinal);
        Assert.StartsWith("call.Gates: expected", Message(4, 9, 9, 23, scratch.Length), StringComparison.Ordinal);
        Assert.StartsWith("scratch: expected", Message(4, 9, 9, 24, scratch.Length - 1), StringComparison.Ordinal);

        string Message(int x, int h, int c, int gates, int room) =>
            Assert.Throws<ShapeException>(() => LstmKernel.Forward(size, new CellSpans
            {
                Steps = new StepTable([0, 1, 2], 1),
                PlaceTo = 1,
                Panels = panels,
                X = new float[x],
                H = new float[h],
                C = new float[c],
                Gates = new float[gates],
                Scratch = scratch.AsSpan(0, room),
            })).Message;
    }

    [Fact]
    public void KernelCalls_AllocateNothing()
    {
        var size = new LstmSize(5, 40);
        const int B = 3, N = 7, H = 40, I = 5;
        int[] rowStart = [0, 3, 5, 7];
        float[] w = new float[4 * H * I], r = new float[4 * H * H], b = new float[4 * H], x = new float[N * I],
            dx = new float[N * I];
        float[] h = new float[(B + N) * H], c = new float[(B + N) * H], dh = new float[(B + N) * H],
            dc = new float[B * H], gates = new float[N * 4 * H];
        float[] forward = new float[LstmPanels.ForwardLength(size)],
            backward = new float[LstmPanels.BackwardLength(size)];
        float[] scratch = new float[LstmKernel.ScratchLength(size, B)],
            gradientScratch = new float[LstmKernel.GradientScratchLength(size)];
        Allocations.AssertNone(() =>
        {
            var steps = new StepTable(rowStart, B);
            LstmPanels.PackForward(size, w, r, b, forward);
            LstmPanels.PackBackward(size, w, r, backward);
            LstmKernel.Forward(size, new CellSpans
            {
                Steps = steps,
                PlaceTo = B,
                Panels = forward,
                X = x,
                H = h,
                C = c,
                Gates = gates,
                Scratch = scratch,
            });
            LstmKernel.Backward(size, new CellSpans
            {
                Steps = steps,
                PlaceTo = B,
                Panels = backward,
                C = c,
                Gates = gates,
                Dh = dh,
                Dc = dc,
                Scratch = scratch,
            });
            LstmKernel.AddInputGradient(size, backward, gates, dx);
            LstmKernel.AddWeightGradients(size, new CellSpans
            {
                Steps = steps,
                X = x,
                H = h,
                Gates = gates,
                Dw = w,
                Dr = r,
                Db = b,
                Scratch = gradientScratch,
            }, 0, LstmKernel.GradientBlocks(size));
            LstmKernel.Step(size, forward, x.AsSpan(0, I), h.AsSpan(0, H), c.AsSpan(0, H), scratch);
        });
    }
}
