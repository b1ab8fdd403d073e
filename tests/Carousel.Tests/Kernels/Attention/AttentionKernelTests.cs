using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Attention;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Attention;

public class AttentionKernelTests
{
    private static readonly PackedRows _ragged = new(70, 53, 7, 7, 1, 0);

    /// <summary>Features, heads, window, whether causal, lengths.</summary>
    public static TheoryData<int, int, int, bool, int[]> Shapes()
    {
        var shapes = new TheoryData<int, int, int, bool, int[]>
        {
            { 1, 1, 0, true, [1] },
            { 1, 1, 1, true, [3] },
            { 6, 2, 4, true, [9, 5, 5, 2, 0] },
            { 16, 1, 0, true, [49, 48, 6] },
            { 32, 2, 64, true, [130, 129, 3] },
            { 70, 1, 10, true, [60] },
            { 130, 1, 0, false, [50, 2] },
            { 24, 3, 0, false, [97, 96, 1, 0] },
        };
        var draws = new Draws(1);
        for (int k = 0; k < 24; k++)
        {
            int heads = 1 + draws.Below(4), T = 1 + draws.Below(k % 4 == 0 ? 150 : 40);
            int[] lengths =
            [
                .. Enumerable.Range(0, 1 + draws.Below(4)).Select(_ => draws.Below(T + 1)).OrderDescending(),
            ];
            bool causal = k % 5 != 4;
            shapes.Add(
                heads * (1 + draws.Below(40)), heads, causal && k % 3 != 0 ? 1 + draws.Below(k % 2 == 0 ? 8 : 80) : 0,
                causal, lengths);
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int features, int heads, int window, bool causal, int[] lengths)
    {
        var size = new AttentionSize(features, heads, window, causal);
        var rows = new PackedRows([.. lengths.OrderDescending()]);
        AttentionRun run = new AttentionRun(size, rows, 3).Forward().Backward();
        double[,] y = new double[rows.N, features], dx = new double[rows.N, 3 * features];
        for (int b = 0; b < rows.B; b++)
        {
            double[,] x = rows.Sequence(run.X, b, 3 * features);
            rows.Set(y, b, AttentionReference.Forward(x, heads, window, causal));
            rows.Set(dx, b, AttentionReference.Backward(x, heads, window, causal, rows.Sequence(run.Dy, b, features)));
        }

        // Scores of up to 4·√d, sums of that many features and keys.
        double share = 4 * (4 * Math.Sqrt(size.HeadSize) + Math.Sqrt(rows.T) + 20) * Near.Rounding;
        Near.Within(run.Y, y, 2 * share);
        Near.Largest(run.Dx, dx, 4 * share);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryWidth_GivesTheSameBits(int features, int heads, int window, bool causal, int[] lengths)
    {
        var size = new AttentionSize(features, heads, window, causal);
        var rows = new PackedRows([.. lengths.OrderDescending()]);
        ulong expected = new AttentionRun(size, rows, 4).Forward<Vector128<float>, Lanes128>()
            .Backward<Vector128<float>, Lanes128>().Hash();
        Assert.Equal(
            expected,
            new AttentionRun(size, rows, 4).Forward<Vector256<float>, Lanes256>().Backward<Vector256<float>, Lanes256>()
                .Hash());
        Assert.Equal(
            expected,
            new AttentionRun(size, rows, 4).Forward<Vector512<float>, Lanes512>().Backward<Vector512<float>, Lanes512>()
                .Hash());
        Assert.Equal(expected, new AttentionRun(size, rows, 4).Forward().Backward().Hash());
    }

    [Theory]
    [InlineData(16, 2, 0, true)]
    [InlineData(20, 1, 9, true)]
    [InlineData(12, 3, 0, false)]
    public void ASequence_GivesTheSameBits_AloneAndInABatch(int features, int heads, int window, bool causal)
    {
        var size = new AttentionSize(features, heads, window, causal);
        AttentionRun together = new AttentionRun(size, _ragged, 5).Forward().Backward();
        for (int b = 0; b < _ragged.B; b++)
        {
            AttentionRun alone = together.Alone(b).Forward().Backward();
            Near.SameBits(alone.Y, together.Of(together.Y, b));
            Near.SameBits(alone.Dx, together.Of(together.Dx, b));
            Near.SameBits(alone.Final, together.OfPlace(together.Final, b));
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 2, 3)]
    [InlineData(16, 1, 16)]
    [InlineData(33, 3, 7)]
    [InlineData(64, 2, 64)]
    [InlineData(80, 1, 37)]
    [InlineData(140, 2, 150)]
    public void StepsAndPartsOfASequence_GiveTheBitsOfTheWhole(int features, int heads, int window)
    {
        const int T = 131;
        var size = new AttentionSize(features, heads, window);
        AttentionRun whole = new AttentionRun(size, new PackedRows(T), 6).Forward();
        float[] state = new float[size.StateSize], y = new float[features],
            scratch = new float[AttentionKernel.StepScratchLength(size)];
        for (int t = 0; t < T; t++)
        {
            AttentionKernel.Step(new AttentionSpans
            {
                Size = size,
                X = whole.X.AsSpan(t * 3 * features, 3 * features),
                State = state,
                Y = y,
                Scratch = scratch,
            });
            Near.SameBits(y, whole.Y.AsSpan(t * features, features));
        }

        Near.SameBits(state, whole.Final);
        float[] carried = new float[size.StateSize];
        for (int from = 0, length = 1; from < T; from += length, length = Math.Min(T - from, 2 * length))
        {
            var part = new AttentionRun(size, new PackedRows(length), 1)
            {
                X = whole.X[(from * 3 * features)..((from + length) * 3 * features)],
                State = carried,
            };
            part.Forward();
            Near.SameBits(part.Y, whole.Y.AsSpan(from * features, length * features));
            carried = part.Final;
        }

        Near.SameBits(carried, whole.Final);
    }

    [Fact]
    public void Step_GivesTheSameBits_OnEveryWidth()
    {
        var size = new AttentionSize(92, 2, 39);
        float[] x = new Draws(8).Floats(3 * 92 * 90), y = new float[92],
            scratch = new float[AttentionKernel.StepScratchLength(size)];
        float[][] states = [new float[size.StateSize], new float[size.StateSize], new float[size.StateSize]];
        for (int t = 0; t < 90; t++)
        {
            ReadOnlySpan<float> row = x.AsSpan(t * 3 * 92, 3 * 92);
            new AttentionKernel.StepRun().Run<Vector128<float>, Lanes128>(new AttentionSpans
            {
                Size = size,
                X = row,
                State = states[0],
                Y = y,
                Scratch = scratch,
            });
            float[] expected = [.. y];
            new AttentionKernel.StepRun().Run<Vector256<float>, Lanes256>(new AttentionSpans
            {
                Size = size,
                X = row,
                State = states[1],
                Y = y,
                Scratch = scratch,
            });
            Near.SameBits(y, expected);
            new AttentionKernel.StepRun().Run<Vector512<float>, Lanes512>(new AttentionSpans
            {
                Size = size,
                X = row,
                State = states[2],
                Y = y,
                Scratch = scratch,
            });
            Near.SameBits(y, expected);
        }
    }

    [Fact]
    public void LaterSteps_ChangeNothingBeforeThem_NotEvenByInfinityOrNaN()
    {
        var size = new AttentionSize(8, 2, 5);
        AttentionRun clean = new AttentionRun(size, new PackedRows(20), 7).Forward(),
            spoilt = new(size, new PackedRows(20), 7);
        spoilt.X.AsSpan(13 * 24, 12).Fill(float.PositiveInfinity);
        spoilt.X.AsSpan((13 * 24) + 12, 12).Fill(float.NaN);
        spoilt.Forward();
        Near.SameBits(spoilt.Y.AsSpan(0, 13 * 8), clean.Y.AsSpan(0, 13 * 8));
        Near.SameBits(spoilt.Y.AsSpan(18 * 8), clean.Y.AsSpan(18 * 8));
    }

    [Fact]
    public void LargeScores_DoNotOverflow()
    {
        var size = new AttentionSize(4, 1);
        AttentionRun run = new AttentionRun(size, new PackedRows(30), 9, scale: 1e4).Forward().Backward();
        Assert.All(run.Y, value => Assert.True(float.IsFinite(value)));
        Assert.All(run.Dx, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        var size = new AttentionSize(6, 2, 4);
        AttentionRun zero = new AttentionRun(size, _ragged, 10).Forward().Backward(), one = new(size, _ragged, 10);
        one.Dx.AsSpan().Fill(1);
        one.Forward().Backward();
        Near.Within(one.Dx, Array.ConvertAll(zero.Dx, value => 1.0 + value), 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-5f)]
    [InlineData(1e9f)]
    public void AStateThatCountsNonsense_IsTakenAsANewOne(float count)
    {
        var size = new AttentionSize(4, 1, 3);
        float[] x = new Draws(11).Floats(12), state = new float[size.StateSize], y = new float[4],
            scratch = new float[AttentionKernel.StepScratchLength(size)];
        state[^1] = count;
        AttentionKernel.Step(new AttentionSpans { Size = size, X = x, State = state, Y = y, Scratch = scratch });
        Assert.Equal(x[8..], y);
        Assert.Equal(1, state[^1]);
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttentionSize(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttentionSize(4, 0));
        Assert.Throws<ArgumentException>(() => new AttentionSize(4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttentionSize(4, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttentionSize(4, 1, 3, isCausal: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttentionSize(1 << 20, 1, 1 << 20));
    }

    [Fact]
    public void Kernel_NamesTheArgument_AndAllocatesNothing()
    {
        var size = new AttentionSize(4, 2, 3);
        int[] rowStart = [0, 1, 2];
        float[] x = new float[24], y = new float[8], log = new float[4], state = new float[size.StateSize],
            scratch = new float[5000];
        Assert.Equal(
            "call.Y",
            Assert.Throws<ShapeException>(
                () => AttentionKernel.Forward(new AttentionSpans
                {
                    Size = size,
                    RowStart = rowStart,
                    X = x,
                    Y = new float[7],
                    LogSum = log,
                    Scratch = scratch,
                })).ParamName);
        Assert.Equal(
            "call.State",
            Assert.Throws<ShapeException>(
                () => AttentionKernel.Forward(new AttentionSpans
                {
                    Size = size,
                    RowStart = rowStart,
                    X = x,
                    State = new float[3],
                    Y = y,
                    LogSum = log,
                    Scratch = scratch,
                })).ParamName);
        Assert.Equal(
            "scratch",
            Assert.Throws<ShapeException>(
                () => AttentionKernel.Forward(new AttentionSpans
                {
                    Size = size,
                    RowStart = rowStart,
                    X = x,
                    Y = y,
                    LogSum = log,
                    Scratch = new float[9],
                })).ParamName);
        Assert.Equal(
            "call.Dy",
            Assert.Throws<ShapeException>(
                () => AttentionKernel.Backward(new AttentionSpans
                {
                    Size = size,
                    RowStart = rowStart,
                    X = x,
                    Y = y,
                    LogSum = log,
                    Dx = x,
                    Scratch = scratch,
                })).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => AttentionKernel.Step(new AttentionSpans
            {
                Size = new AttentionSize(4, 2),
                X = x.AsSpan(0, 12),
                State = state,
                Y = y.AsSpan(0, 4),
                Scratch = scratch,
            }));
        float[] stepScratch = new float[AttentionKernel.StepScratchLength(size)];
        Allocations.AssertNone(() =>
        {
            AttentionKernel.Forward(new AttentionSpans
            {
                Size = size,
                RowStart = rowStart,
                X = x,
                Y = y,
                LogSum = log,
                FinalState = state,
                Scratch = scratch,
            });
            AttentionKernel.Backward(new AttentionSpans
            {
                Size = size,
                RowStart = rowStart,
                X = x,
                Y = y,
                LogSum = log,
                Dy = y,
                Dx = x,
                Scratch = scratch,
            });
            AttentionKernel.Step(new AttentionSpans
            {
                Size = size,
                X = x.AsSpan(0, 12),
                State = state,
                Y = y.AsSpan(0, 4),
                Scratch = stepScratch,
            });
        });
    }
}
