using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Quantized;

public sealed class QuantizedLstmKernelTests
{
    private static readonly int[] _variable = [3, 5, 0, 1, 5, 4, 2, 0];

    public static TheoryData<int, int, int[], bool> Cases()
    {
        var cases = new TheoryData<int, int, int[], bool>();
        foreach (bool reverse in new[] { false, true })
        {
            foreach ((int I, int H) in new[] { (1, 1), (3, 5), (5, 16), (2, 17), (33, 31), (8, 50) })
            {
                cases.Add(I, H, _variable, reverse);
            }

            cases.Add(4, 20, [7], reverse);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AgreesWithTheTwin(int I, int H, int[] lengths, bool reverse) =>
        new QuantizedLstmRun(I, H, lengths, reverse).Run().AgreesWithTheTwin();

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryWidth_GivesTheSameBits(int I, int H, int[] lengths, bool reverse)
    {
        QuantizedLstmRun run = new QuantizedLstmRun(I, H, lengths, reverse).Run();
        run.HasTheBitsOf(new QuantizedLstmRun(I, H, lengths, reverse).Run<Vector512<float>, Lanes512>());
        run.HasTheBitsOf(new QuantizedLstmRun(I, H, lengths, reverse).Run<Vector256<float>, Lanes256>());
        run.HasTheBitsOf(new QuantizedLstmRun(I, H, lengths, reverse).Run<Vector128<float>, Lanes128>());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RangesOfRowsAndOfUnits_GiveTheSameBits(int I, int H, int[] lengths, bool reverse)
    {
        QuantizedLstmRun whole = new QuantizedLstmRun(I, H, lengths, reverse).Run();
        foreach (int parts in new[] { 2, 3, 8 })
        {
            new QuantizedLstmRun(I, H, lengths, reverse).Run(parts).HasTheBitsOf(whole);
            new QuantizedLstmRun(I, H, lengths, reverse).RunUnits(parts).HasTheBitsOf(whole);
        }
    }

    [Fact]
    public void RandomShapes_GiveTheBitsOfASequenceAlone_Stepped_InABatch()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            var draws = new Draws(seed);
            (int I, int H) = (1 + draws.Below(40), 1 + draws.Below(70));
            int[] lengths = [.. Enumerable.Range(0, 1 + draws.Below(8)).Select(_ => draws.Below(6)), 6];
            QuantizedLstmRun batch = new QuantizedLstmRun(I, H, lengths, seed: seed).Run();

            // The longest is first in packed order and has row 0 of every step.
            float[] h = batch.H0[..H], c = batch.C0[..H],
                scratch = new float[QuantizedLstmKernel.ScratchLength(batch.Size, 1, 3)];
            float[] hShared = [.. h], cShared = [.. c];
            for (int t = 0; t < 6; t++)
            {
                int row = batch.Packing.RowStart[t];
                ReadOnlySpan<float> x = batch.X.AsSpan(row * I, I);
                QuantizedLstmKernel.Step(
                    batch.Size, batch.Panels, x, h, c,
                    scratch.AsSpan(0, QuantizedLstmKernel.ScratchLength(batch.Size, 1)), descending: t % 2 == 1);
                QuantizedLstmKernel.BeginStream(batch.Size, x, hShared, scratch);
                for (int part = 0; part < 3; part++)
                {
                    QuantizedLstmKernel.StreamUnits(
                        batch.Size, part, 3, batch.Panels, hShared, cShared, scratch, descending: t % 2 == 0);
                }

                Near.SameBits(h, batch.States.AsSpan((batch.B + row) * H, H));
                Near.SameBits(c, batch.Cells.AsSpan((batch.B + row) * H, H));
                Near.SameBits(h, hShared);
                Near.SameBits(c, cShared);
            }
        }
    }

    [Fact]
    public void WithoutGates_TheStatesHaveTheSameBits()
    {
        QuantizedLstmRun run = new QuantizedLstmRun(5, 40, _variable).Run();
        float[] h = [.. run.H0, .. new float[run.N * 40]], c = [.. run.C0];

        QuantizedLstmKernel.Forward(run.Size, new CellSpans
        {
            Steps = run.Steps,
            PlaceTo = run.B,
            Panels = run.Panels,
            X = run.X,
            H = h,
            C = c,
            Scratch = new float[QuantizedLstmKernel.ScratchLength(run.Size, run.B)],
        });

        Near.SameBits(h, run.States);
    }

    [Fact]
    public void RowsOfATableByNumber_HaveTheBitsOfTheRowsThemselves()
    {
        const int I = 7, H = 21, V = 5;
        var run = new QuantizedLstmRun(I, H, _variable);
        float[] table = new Draws(9).Floats(V * I),
            symbols = [.. Enumerable.Range(0, run.N).Select(n => (float)(n * 3 % V))];
        for (int n = 0; n < run.N; n++)
        {
            table.AsSpan((int)symbols[n] * I, I).CopyTo(run.X.AsSpan(n * I));
        }

        run.Run();
        float[] starts = new float[LstmKernel.SymbolStartsLength(run.Size, V)],
            scratch = new float[QuantizedLstmKernel.ScratchLength(run.Size, run.B)];
        QuantizedLstmKernel.SymbolStarts(run.Size, run.Panels, table, starts, scratch);
        var byNumber = new QuantizedLstmRun(I, H, _variable);
        QuantizedLstmKernel.Forward(run.Size, new CellSpans
        {
            Steps = run.Steps,
            PlaceTo = run.B,
            Panels = run.Panels,
            X = symbols,
            Starts = starts,
            H = byNumber.States,
            C = byNumber.Cells,
            Gates = byNumber.Gates,
            Scratch = scratch,
        });

        byNumber.HasTheBitsOf(run);
        symbols[2] = V;
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantizedLstmKernel.Forward(run.Size, new CellSpans
        {
            Steps = run.Steps,
            PlaceTo = run.B,
            Panels = run.Panels,
            X = symbols,
            Starts = starts,
            H = byNumber.States,
            C = byNumber.Cells,
            Gates = byNumber.Gates,
            Scratch = scratch,
        }));
    }

    [Fact]
    public void AnInputThatIsNotANumber_MakesTheWholeStateNotANumber()
    {
        var run = new QuantizedLstmRun(3, 20, [1]);
        run.X[1] = float.NaN;
        run.Run();

        Assert.All(run.States[20..], h => Assert.True(float.IsNaN(h)));
    }

    [Fact]
    public void SpansOfOtherLengths_AreRefused()
    {
        var run = new QuantizedLstmRun(3, 20, [2]);
        float[] h = new float[20], c = new float[20],
            scratch = new float[QuantizedLstmKernel.ScratchLength(run.Size, 1)];

        Assert.Throws<ShapeException>(
            () => QuantizedLstmKernel.Step(run.Size, run.Panels.AsSpan(1), run.X.AsSpan(0, 3), h, c, scratch));
        Assert.Throws<ShapeException>(
            () => QuantizedLstmKernel.Step(run.Size, run.Panels, run.X.AsSpan(0, 2), h, c, scratch));
        Assert.Throws<ShapeException>(
            () => QuantizedLstmKernel.Step(run.Size, run.Panels, run.X.AsSpan(0, 3), h.AsSpan(1), c, scratch));
        Assert.Throws<ShapeException>(
            () => QuantizedLstmKernel.Step(run.Size, run.Panels, run.X.AsSpan(0, 3), h, c, scratch.AsSpan(1)));
    }
}
