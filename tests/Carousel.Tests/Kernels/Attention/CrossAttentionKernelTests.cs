using System.Runtime.Intrinsics;
using Carousel.Kernels;
using Carousel.Reference.Attention;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Attention;

public class CrossAttentionKernelTests
{
    /// <summary>Features of keys and of values, whether additive, lengths of the memory, looks at each place.</summary>
    public static TheoryData<int, int, bool, int[], int[]> Shapes()
    {
        var shapes = new TheoryData<int, int, bool, int[], int[]>
        {
            { 1, 1, true, [1], [1] },
            { 1, 1, false, [1], [1] },
            { 15, 17, true, [9, 4, 4, 0], [3, 0, 5, 2] },
            { 16, 33, false, [70, 3, 1], [2, 4, 1] },
            { 64, 5, true, [65, 2], [2, 3] },
            { 67, 64, false, [12], [6] },
        };
        var draws = new Draws(3);
        for (int k = 0; k < 10; k++)
        {
            int[] lengths = [.. Enumerable.Range(0, 1 + draws.Below(4)).Select(_ => draws.Below(20)).OrderDescending()];
            shapes.Add(
                1 + draws.Below(70), 1 + draws.Below(70), k % 2 == 0, lengths,
                [.. lengths.Select(_ => draws.Below(5))]);
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(int features, int values, bool isAdditive, int[] lengths, int[] looks)
    {
        CrossAttentionRun run = Make(features, values, isAdditive, lengths, looks).Run();
        double share = 8 * (Math.Sqrt(features) + Math.Sqrt(values) + Math.Sqrt(run.Memory.T) + 20) * Near.Rounding;
        var dScore = new double[features];
        for (int b = 0; b < lengths.Length; b++)
        {
            double[,] query = Matrix(CrossAttentionRun.Rows(run.Query, features, run.Looks[b]), features);
            double[,] keys = run.Memory.Sequence(run.Keys, b, features),
                attended = run.Memory.Sequence(run.Values, b, values);
            double[,] dContext = Matrix(CrossAttentionRun.Rows(run.DContext, values, run.Looks[b]), values);
            double[]? score = isAdditive ? [.. run.Score.Select(v => (double)v)] : null;
            double[,] weights = CrossAttentionReference.Weights(query, keys, score);
            (double[,] dQuery, double[,] dKeys, double[,] dValues, double[] own) = CrossAttentionReference.Backward(
                query, keys, attended, score, dContext);
            Near.Within(
                CrossAttentionRun.Rows(run.Context, values, run.Looks[b]),
                CrossAttentionReference.Forward(weights, attended), share);
            Near.Within(
                [.. run.Looks[b].SelectMany(row => run.Weights.AsSpan(row * run.Memory.T, lengths[b]).ToArray())],
                weights, share);
            Near.Within(CrossAttentionRun.Rows(run.DQuery, features, run.Looks[b]), dQuery, 8 * share);
            Near.Within(CrossAttentionRun.Rows(run.DKeys, features, run.RowsOf(b)), dKeys, 8 * share);
            Near.Within(CrossAttentionRun.Rows(run.DValues, values, run.RowsOf(b)), dValues, 8 * share);
            dScore = [.. dScore.Zip(own, (sum, d) => sum + d)];
        }

        if (isAdditive)
        {
            Near.Within(run.DScore, dScore, 16 * share);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryWidth_GivesTheSameBits(int features, int values, bool isAdditive, int[] lengths, int[] looks)
    {
        ulong expected = Make(features, values, isAdditive, lengths, looks).Run<Vector128<float>, Lanes128>().Hash();
        Assert.Equal(
            expected, Make(features, values, isAdditive, lengths, looks).Run<Vector256<float>, Lanes256>().Hash());
        Assert.Equal(
            expected, Make(features, values, isAdditive, lengths, looks).Run<Vector512<float>, Lanes512>().Hash());
        Assert.Equal(expected, Make(features, values, isAdditive, lengths, looks).Run().Hash());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ASequence_GivesTheSameBits_AloneAndInABatch(bool isAdditive)
    {
        CrossAttentionRun together = Make(21, 34, isAdditive, [19, 7, 7, 1], [3, 1, 0, 4]).Run();
        for (int b = 0; b < together.Memory.B; b++)
        {
            CrossAttentionRun alone = together.Alone(b).Run();
            Near.SameBits(alone.Context, CrossAttentionRun.Rows(together.Context, 34, together.Looks[b]));
            Near.SameBits(alone.DQuery, CrossAttentionRun.Rows(together.DQuery, 21, together.Looks[b]));
            Near.SameBits(alone.DKeys, CrossAttentionRun.Rows(together.DKeys, 21, together.RowsOf(b)));
            Near.SameBits(alone.DValues, CrossAttentionRun.Rows(together.DValues, 34, together.RowsOf(b)));
        }
    }

    [Fact]
    public void Weights_AddUpToOne_AndAreZeroBehindTheEnd()
    {
        CrossAttentionRun run = Make(5, 3, true, [6, 2], [1, 1]).Run();
        Assert.Equal(1, run.Weights[..6].Sum(), 1e-6);
        Assert.Equal(1, run.Weights[6..8].Sum(), 1e-6);
        Assert.All(run.Weights[8..], weight => Assert.Equal(0, weight));
    }

    [Fact]
    public void AnEmptySequence_GivesZeros()
    {
        CrossAttentionRun run = Make(5, 3, false, [6, 0], [1, 2]);
        run.Context.AsSpan().Fill(9);
        run.Run();
        Assert.All(run.Context[3..], value => Assert.Equal(0, value));
        Assert.All(run.DQuery[5..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void LargeScores_DoNotOverflow()
    {
        CrossAttentionRun run = new CrossAttentionRun(8, 4, false, new PackedRows(9), [[0, 1]], 5, scale: 1e4).Run();
        Assert.All(run.Context.Concat(run.DQuery).Concat(run.DKeys), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        CrossAttentionRun zero = Make(6, 4, true, [5, 2], [2, 1]).Run(), one = Make(6, 4, true, [5, 2], [2, 1]);
        foreach (float[] gradient in new[] { one.DQuery, one.DKeys, one.DValues, one.DScore })
        {
            gradient.AsSpan().Fill(1);
        }

        one.Run();
        Near.Within(one.DQuery, Array.ConvertAll(zero.DQuery, d => 1.0 + d), 1e-6);
        Near.Within(one.DKeys, Array.ConvertAll(zero.DKeys, d => 1.0 + d), 1e-6);
        Near.Within(one.DValues, Array.ConvertAll(zero.DValues, d => 1.0 + d), 1e-6);
        Near.Within(one.DScore, Array.ConvertAll(zero.DScore, d => 1.0 + d), 1e-6);
    }

    [Fact]
    public void Kernel_NamesTheArgument_AndAllocatesNothing()
    {
        var size = new CrossAttentionSize(1, 3, 2);
        int[] rowStart = [0, 1, 2], rows = [0];
        float[] a = new float[3], keys = new float[6], values = new float[4], context = new float[2],
            weights = new float[2], scratch = new float[8];
        ShapeException Refused(float[] query, float[] memory, float[] score) => Assert.Throws<ShapeException>(
            () =>
                CrossAttentionKernel.Forward(new CrossAttentionSpans
                {
                    Size = size,
                    RowStart = rowStart,
                    Rows = rows,
                    Query = query,
                    Keys = memory,
                    Attended = values,
                    Score = score,
                    Context = context,
                    Weights = weights,
                    Scratch = a,
                }));
        Assert.Equal("call.Query", Refused(context, keys, a).ParamName);
        Assert.Equal("call.Keys", Refused(a, a, a).ParamName);
        Assert.Equal("call.Score", Refused(a, keys, context).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(
            () =>
                CrossAttentionKernel.Forward(new CrossAttentionSpans
                {
                    Size = size,
                    RowStart = rowStart,
                    Rows = [1],
                    Query = a,
                    Keys = keys,
                    Attended = values,
                    Score = a,
                    Context = context,
                    Weights = weights,
                    Scratch = new float[3],
                }));
        Assert.Equal("call.DKeys", Assert.Throws<ShapeException>(
            () =>
                CrossAttentionKernel.Backward(new CrossAttentionSpans
                {
                    Size = size,
                    RowStart = rowStart,
                    Rows = rows,
                    Query = a,
                    Keys = keys,
                    Attended = values,
                    Score = a,
                    Weights = weights,
                    DContext = context,
                    DQuery = a,
                    DKeys = a,
                    Scratch = scratch,
                })).ParamName);
        float[] own = new float[3];
        Allocations.AssertNone(() =>
        {
            CrossAttentionKernel.Forward(new CrossAttentionSpans
            {
                Size = size,
                RowStart = rowStart,
                Rows = rows,
                Query = a,
                Keys = keys,
                Attended = values,
                Score = a,
                Context = context,
                Weights = weights,
                Scratch = own,
            });
            CrossAttentionKernel.Backward(new CrossAttentionSpans
            {
                Size = size,
                RowStart = rowStart,
                Rows = rows,
                Query = a,
                Keys = keys,
                Attended = values,
                Score = a,
                Weights = weights,
                DContext = context,
                Scratch = scratch,
            });
        });
    }

    private static CrossAttentionRun Make(int features, int values, bool isAdditive, int[] lengths, int[] looks)
    {
        int row = 0;
        int[][] rows = [.. looks.Select(count => Enumerable.Range(0, count).Select(_ => row++).ToArray())];
        return new CrossAttentionRun(features, values, isAdditive, new PackedRows(lengths), rows, features + values);
    }

    private static double[,] Matrix(float[] values, int columns)
    {
        var matrix = new double[values.Length / columns, columns];
        for (int k = 0; k < values.Length; k++)
        {
            matrix[k / columns, k % columns] = values[k];
        }

        return matrix;
    }
}
