using Carousel.Autograd;
using Carousel.Data;
using Carousel.Kernels;
using Carousel.Reference.Sequences;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Sequences;

public class PoolingKernelTests
{
    private static readonly int[] _lengths = [3, 0, 70, 65, 1, 64, 3];

    [Theory]
    [InlineData(PoolingKind.Mean, 1)]
    [InlineData(PoolingKind.Mean, 17)]
    [InlineData(PoolingKind.Max, 1)]
    [InlineData(PoolingKind.Max, 17)]
    [InlineData(PoolingKind.Attention, 1)]
    [InlineData(PoolingKind.Attention, 17)]
    public void ForwardAndBackward_EqualTheTwin(PoolingKind kind, int F)
    {
        Case all = new(kind, F, _lengths, seed: 1);
        Case.Result result = all.Run();
        for (int b = 0; b < _lengths.Length; b++)
        {
            double[,] x = all.X[b];
            double[] y = kind switch
            {
                PoolingKind.Mean => PoolingReference.Mean(x),
                PoolingKind.Max => PoolingReference.Max(x),
                _ => PoolingReference.Attention(all.Scores[b], x),
            };
            (double[] dScores, double[,] dx) = kind switch
            {
                PoolingKind.Mean => ([], PoolingReference.MeanBackward(x, all.Dy[b])),
                PoolingKind.Max => ([], PoolingReference.MaxBackward(x, all.Dy[b])),
                _ => PoolingReference.AttentionBackward(all.Scores[b], x, all.Dy[b]),
            };

            // Means of values of size 1: as many roundings as steps, and those of the soft-max.
            Near.Within(result.Y.AsSpan(b * F, F), y, Near.Sum(_lengths[b] + 8, 1));
            Near.Within(all.Unpacked(result.Dx, b, F), dx, Near.Sum(16, 1));
            if (kind == PoolingKind.Attention)
            {
                Near.Within(all.Unpacked(result.DScores, b, 1), dScores, Near.Sum(_lengths[b] + F + 8, F));
            }
        }
    }

    [Theory]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Attention)]
    public void Results_HaveEqualBits_AloneAndInABatch(PoolingKind kind)
    {
        const int F = 19;
        Case all = new(kind, F, _lengths, seed: 2);
        Case.Result together = all.Run();
        for (int b = 0; b < _lengths.Length; b++)
        {
            Case alone = all.Only(b);
            Case.Result single = alone.Run();
            Near.SameBits(single.Y, together.Y.AsSpan(b * F, F));
            Near.SameBits(single.Dx, all.Unpacked(together.Dx, b, F));
            Near.SameBits(single.DScores, all.Unpacked(together.DScores, b, 1));
        }
    }

    [Theory]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Attention)]
    public void Backward_Adds(PoolingKind kind)
    {
        Case all = new(kind, 3, _lengths, seed: 3);
        Case.Result fresh = all.Run(), added = all.Run(before: 1);
        Near.Within(added.Dx, Array.ConvertAll(fresh.Dx, v => 1.0 + v), 1e-6);
        Near.Within(added.DScores, Array.ConvertAll(fresh.DScores, v => 1.0 + v), 1e-6);
    }

    [Fact]
    public void Max_GivesTheGradientToTheFirstStep_WhereStepsAreEqual()
    {
        float[] x = [2, 7, 7, 1], y = new float[1], dx = new float[4];
        int[] rowStart = [0, 1, 2, 3, 4];
        PoolingKernel.MaxForward(new(rowStart, [0], [4]), x, y);
        PoolingKernel.MaxBackward(new(rowStart, [0], [4]), x, y, [3], dx);
        Assert.Equal([0, 3, 0, 0], dx);
    }

    [Fact]
    public void Max_KeepsNaN_WhateverComesAfter()
    {
        float[] y = new float[1];
        PoolingKernel.MaxForward(new([0, 1, 2, 3], [0], [3]), [1, float.NaN, 5], y);
        Assert.True(float.IsNaN(y[0]));
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort() => Assert.Equal(
        "packed",
        Assert.Throws<ShapeException>(
            () => PoolingKernel.MeanForward(new([0, 1], [0], [1]), new float[1], new float[2])).ParamName);

    private sealed class Case
    {
        private readonly PoolingKind _kind;
        private readonly int _f;
        private readonly int[] _own;
        private readonly Packing _packing;

        public Case(PoolingKind kind, int F, int[] lengths, int seed)
        {
            var draws = new Draws(seed);
            (_kind, _f, _own, _packing) = (kind, F, lengths, new Packing(lengths));
            X = Array.ConvertAll(lengths, length => draws.Matrix(length, F));
            Scores = Array.ConvertAll(lengths, length => draws.Vector(length, 3));
            Dy = Array.ConvertAll(lengths, _ => draws.Vector(F));
        }

        private Case(Case from, int b)
        {
            (_kind, _f, _own, _packing) = (from._kind, from._f, [from._own[b]], new Packing([from._own[b]]));
            (X, Scores, Dy) = ([from.X[b]], [from.Scores[b]], [from.Dy[b]]);
        }

        public double[][,] X { get; }

        public double[][] Scores { get; }

        public double[][] Dy { get; }

        public Case Only(int b) => new(this, b);

        public Result Run(float before = 0)
        {
            float[] x = SequenceBatch.Of(_f, [.. X.Select(s => Near.Floats(s))]).Values.ToArray();
            float[] scores = SequenceBatch.Of(1, [.. Scores.Select(s => Near.Floats(s))]).Values.ToArray();
            float[] dy = [.. Dy.SelectMany(d => Near.Floats(d))];
            float[] y = new float[dy.Length], dx = new float[x.Length], dScores = new float[scores.Length],
                weights = new float[scores.Length];
            y.AsSpan().Fill(float.NaN);
            dx.AsSpan().Fill(before);
            dScores.AsSpan().Fill(before);
            ReadOnlySpan<int> rowStart = _packing.RowStart, order = _packing.Order, lengths = _packing.Lengths;
            switch (_kind)
            {
                case PoolingKind.Mean:
                    PoolingKernel.MeanForward(new(rowStart, order, lengths), x, y);
                    PoolingKernel.MeanBackward(new(rowStart, order, lengths), dy, dx);
                    break;
                case PoolingKind.Max:
                    PoolingKernel.MaxForward(new(rowStart, order, lengths), x, y);
                    PoolingKernel.MaxBackward(new(rowStart, order, lengths), x, y, dy, dx);
                    break;
                default:
                    PoolingKernel.AttentionForward(new(rowStart, order, lengths), scores, x, weights, y);
                    PoolingKernel.AttentionBackward(
                        new(rowStart, order, lengths), x, weights, dy, dScores, dx, new float[_packing.Steps]);
                    break;
            }

            return new Result(y, dx, dScores);
        }

        public float[] Unpacked(float[] rows, int b, int features)
        {
            var values = new float[_own[b] * features];
            for (int t = 0; t < _own[b]; t++)
            {
                rows.AsSpan(_packing.Row(b, t) * features, features).CopyTo(values.AsSpan(t * features));
            }

            return values;
        }

        public sealed record Result(float[] Y, float[] Dx, float[] DScores);
    }
}
