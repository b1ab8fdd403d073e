using Carousel.Kernels;
using Carousel.Reference.Convolution;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Convolution;

public class GroupedConvolutionKernelTests
{
    private static readonly PackedRows _ragged = new(11, 7, 7, 2, 1, 0);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(19, 1, 4)]
    [InlineData(24, 4, 1)]
    [InlineData(12, 6, 3)]
    [InlineData(34, 17, 2)]
    [InlineData(2, 1, 14)]
    public void ForwardAndBackward_EqualTheTwin(int features, int width, int kernelSize)
    {
        var run = new Run(new GroupedConvolutionSize(features, width, kernelSize), _ragged, carried: false);
        run.Compute(int.MaxValue, features);
        var weight = new double[kernelSize, width, features];
        Array.ConvertAll(run.Weight, v => (double)v).CopyTo(Near.Flat(weight));
        double[] bias = Array.ConvertAll(run.Bias, v => (double)v), dBias = new double[features];
        double[,] y = new double[_ragged.N, features], dx = new double[_ragged.N, features];
        var dWeight = new double[kernelSize, width, features];
        for (int b = 0; b < _ragged.B; b++)
        {
            double[,] x = _ragged.Sequence(run.X, b, features), dy = _ragged.Sequence(run.Dy, b, features);
            _ragged.Set(y, b, GroupedConvolutionReference.Forward(x, weight, bias));
            (double[,] own, double[,,] ownWeight, double[] ownBias) = GroupedConvolutionReference.Backward(
                x, weight, dy);
            _ragged.Set(dx, b, own);
            Add(Near.Flat(dWeight), Near.Flat(ownWeight));
            Add(dBias, ownBias);
        }

        int terms = kernelSize * width;
        Near.Within(run.Y, y, Near.Sum(terms, terms + 1));
        Near.Within(run.Dx, dx, Near.Sum(terms, terms));
        Near.Within(run.DWeight, dWeight, Near.Sum(_ragged.N, _ragged.N));
        Near.Within(run.DBias, dBias, Near.Sum(_ragged.N, _ragged.N));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(5, 8)]
    public void Parts_GiveTheBitsOfTheWhole(int rows, int features)
    {
        var size = new GroupedConvolutionSize(20, 4, 3);
        Run whole = new(size, _ragged, carried: true), parts = new(size, _ragged, carried: true);
        whole.Compute(int.MaxValue, 20);
        parts.Compute(rows, features);
        Near.SameBits(parts.Y, whole.Y);
        Near.SameBits(parts.Dx, whole.Dx);
        Near.SameBits(parts.DWeight, whole.DWeight);
        Near.SameBits(parts.DBias, whole.DBias);
    }

    [Fact]
    public void EveryMachine_GivesTheSameBits()
    {
        var run = new Run(new GroupedConvolutionSize(20, 4, 3), new PackedRows(13, 7), carried: false);
        run.Compute(int.MaxValue, 20);
        Assert.Equal(8214595746436012969UL, PackedRows.Hash(run.Y, run.Dx, run.DWeight, run.DBias));
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 2)]
    public void Steps_GiveTheBitsOfTheWhole(int width, int kernelSize)
    {
        const int F = 6;
        var rows = new PackedRows(9);
        var run = new Run(new GroupedConvolutionSize(F, width, kernelSize), rows, carried: true);
        run.Compute(int.MaxValue, F);
        float[] state = [.. run.State], y = new float[F],
            scratch = new float[GroupedConvolutionKernel.ScratchLength(run.Size)];
        for (int t = 0; t < rows.N; t++)
        {
            GroupedConvolutionKernel.Step(
                run.Size, run.Weight, run.Bias, run.X.AsSpan(t * F, F), state, y, scratch);
            Near.SameBits(y, run.Y.AsSpan(t * F, F));
        }

        Allocations.AssertNone(() => GroupedConvolutionKernel.Step(
            run.Size, run.Weight, run.Bias, run.X.AsSpan(0, F), state, y, scratch));
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Equal(
            "width", Assert.Throws<ArgumentException>(() => new GroupedConvolutionSize(6, 4, 1)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupedConvolutionSize(6, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupedConvolutionSize(6, 2, 0));
        var size = new GroupedConvolutionSize(2, 1, 2);
        Assert.Equal("x", Assert.Throws<ShapeException>(() => GroupedConvolutionKernel.Forward(
            size, new(new([0, 2], [0]), new float[3], []), new float[4], [], new float[4], 0, 2,
            new float[GroupedConvolutionKernel.ScratchLength(size)])).ParamName);
    }

    private static void Add(Span<double> sum, ReadOnlySpan<double> values)
    {
        for (int k = 0; k < sum.Length; k++)
        {
            sum[k] += values[k];
        }
    }

    /// <summary>Drawn values of one shape, and everything that the kernel makes of them.</summary>
    private sealed class Run
    {
        private readonly PackedRows _rows;
        private readonly int[] _order;

        public Run(GroupedConvolutionSize size, PackedRows rows, bool carried)
        {
            var draws = new Draws(3);
            (Size, _rows) = (size, rows);
            (X, Dy) = (draws.Floats(rows.N * size.Features), draws.Floats(rows.N * size.Features));
            (Weight, Bias) = (draws.Floats(size.Terms * size.Features), draws.Floats(size.Features));
            State = carried ? draws.Floats(rows.B * size.Steps.StateSize) : [];
            (Dx, DWeight, DBias) = (new float[X.Length], new float[Weight.Length], new float[Bias.Length]);
            Y = new float[X.Length];
            Y.AsSpan().Fill(float.NaN);
            _order = [.. Enumerable.Range(0, rows.B).Reverse()];
        }

        public GroupedConvolutionSize Size { get; }

        public float[] X { get; }

        public float[] Weight { get; }

        public float[] Bias { get; }

        public float[] State { get; }

        public float[] Dy { get; }

        public float[] Y { get; }

        public float[] Dx { get; }

        public float[] DWeight { get; }

        public float[] DBias { get; }

        /// <summary>Forward, then all gradients, in parts of the given rows and features.</summary>
        public void Compute(int rows, int features)
        {
            float[] scratch = new float[GroupedConvolutionKernel.ScratchLength(Size)];
            scratch.AsSpan().Fill(float.NaN);
            for (int from = 0; from < _rows.N; from += Math.Min(rows, _rows.N))
            {
                int to = (int)Math.Min(_rows.N, (long)from + rows);
                GroupedConvolutionKernel.Forward(
                    Size, new(new(_rows.RowStart, _order), X, State), Weight, Bias, Y, from, to, scratch);
                GroupedConvolutionKernel.AddInputGradient(
                    Size, _rows.RowStart, Dy, Weight, Dx, from, to, scratch);
            }

            for (int from = 0; from < Size.Features; from += features)
            {
                GroupedConvolutionKernel.AddWeightGradient(
                    Size, new(new(_rows.RowStart, _order), X, State), Dy, DWeight, DBias, from,
                    Math.Min(Size.Features, from + features), scratch);
            }
        }
    }
}
