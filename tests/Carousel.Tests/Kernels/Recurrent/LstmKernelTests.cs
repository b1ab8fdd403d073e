using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class LstmKernelTests() :
    CellKernelTests(CellReference.Lstm, shape => new LstmRun(shape), 16857561396826279450UL)
{
    /// <summary>
    /// More rows than are computed together, sums that are cut, a last block that is not full, rows that enter late.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ManyRowsOfLongSums_EqualTheTwin_OnEveryWidth(bool reverse)
    {
        var rows = new PackedRows([.. Enumerable.Repeat(2, 70), .. Enumerable.Repeat(1, 5)]);
        CellRun Run() => new LstmRun(new(170, 100, rows, reverse));
        Run().Forward().Backward().EqualsTheTwin(CellReference.Lstm);
        ulong bits = Run().OnWidth<Vector512<float>, Lanes512>().Hash();
        Assert.Equal(bits, Run().OnWidth<Vector256<float>, Lanes256>().Hash());
        Assert.Equal(bits, Run().OnWidth<Vector128<float>, Lanes128>().Hash());
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
                float d = da[(row * 4 * H) + UnitBlocks.CompactIndex(H, LstmGates.Count, output / H, output % H)];
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
                weights[UnitBlocks.CompactIndex(H, LstmGates.Count, row / H, row % H)] = w[(row * I) + i];
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
}
