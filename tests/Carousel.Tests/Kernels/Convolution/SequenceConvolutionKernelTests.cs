using Carousel.Kernels;
using Carousel.Reference.Convolution;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Convolution;

public class SequenceConvolutionKernelTests
{
    private static readonly PackedRows _ragged = new(11, 7, 7, 2, 1, 0);

    /// <summary>Inputs, outputs, kernel size, dilation, whether causal, lengths.</summary>
    public static TheoryData<int, int, int, int, bool, int[]> Shapes() => new()
    {
        { 1, 1, 1, 1, false, [1] },
        { 1, 1, 3, 1, false, [1, 1, 0] },
        { 4, 9, 5, 1, false, [11, 7, 7, 2, 1, 0] },
        { 3, 2, 3, 4, false, [9, 3] },
        { 17, 5, 3, 1, true, [8, 8, 5] },
        { 2, 66, 2, 3, true, [10, 4, 1] },
        { 33, 97, 3, 2, false, [5, 3] },
        { 3, 2, 9, 1, false, [130, 129, 4] },
        { 6, 3, 40, 1, true, [7, 1] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(
        int inputs, int outputs, int kernelSize, int dilation, bool causal, int[] lengths)
    {
        var size = new SequenceConvolutionSize(inputs, outputs, kernelSize, dilation, causal);
        SequenceConvolutionRun run = new SequenceConvolutionRun(size, new PackedRows(lengths), 3).Run();
        var weight = new double[outputs, kernelSize, inputs];
        Array.ConvertAll(run.Weight, v => (double)v).CopyTo(Near.Flat(weight));
        double[] bias = Array.ConvertAll(run.Bias, v => (double)v), dBias = new double[outputs];
        double[,] y = new double[run.Rows.N, outputs], dx = new double[run.Rows.N, inputs];
        var dWeight = new double[outputs, kernelSize, inputs];
        for (int b = 0; b < lengths.Length; b++)
        {
            double[,] x = run.Rows.Sequence(run.X, b, inputs), dy = run.Rows.Sequence(run.Dy, b, outputs);
            run.Rows.Set(y, b, SequenceConvolutionReference.Forward(x, weight, bias, size.Before, dilation));
            (double[,] own, double[,,] ownWeight, double[] ownBias) = SequenceConvolutionReference.Backward(
                x, weight, size.Before, dilation, dy);
            run.Rows.Set(dx, b, own);
            Add(Near.Flat(dWeight), Near.Flat(ownWeight));
            Add(dBias, ownBias);
        }

        Near.Within(run.Y, y, Near.Sum(size.Patch, size.Patch + 1));
        Near.Within(run.Dx, dx, Near.Sum(kernelSize * outputs, kernelSize * outputs));
        Near.Within(run.DWeight, dWeight, Near.Sum(run.Rows.N, run.Rows.N));
        Near.Within(run.DBias, dBias, Near.Sum(run.Rows.N, run.Rows.N));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ASequence_GivesTheSameBits_AloneAndInABatch(bool causal)
    {
        SequenceConvolutionRun together = new SequenceConvolutionRun(
            new SequenceConvolutionSize(5, 7, 3, 2, causal), _ragged, 5, carried: causal).Run();
        for (int place = 0; place < _ragged.B - 1; place++)
        {
            SequenceConvolutionRun alone = together.Alone(place).Run();
            Near.SameBits(alone.Y, together.Of(together.Y, place));
            Near.SameBits(alone.Dx, together.Of(together.Dx, place));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(24)]
    public void Parts_GiveTheBitsOfTheWhole(int part)
    {
        var size = new SequenceConvolutionSize(5, 7, 3);
        SequenceConvolutionRun whole = new SequenceConvolutionRun(size, _ragged, 5).Run(),
            parts = new SequenceConvolutionRun(size, _ragged, 5).Run(part);
        Near.SameBits(parts.Y, whole.Y);
        Near.SameBits(parts.Dx, whole.Dx);
    }

    [Theory]
    [InlineData(96, 16)]
    [InlineData(96, 32)]
    [InlineData(4, 7)]
    public void PartsOfTheWeight_GiveTheBitsOfTheWhole(int outputs, int columns)
    {
        var size = new SequenceConvolutionSize(23, 7, 3);
        Near.SameBits(
            new SequenceConvolutionRun(size, _ragged, 5).Run(7, outputs, columns).DWeight,
            new SequenceConvolutionRun(size, _ragged, 5).Run().DWeight);
    }

    [Fact]
    public void EveryMachine_GivesTheSameBits()
    {
        SequenceConvolutionRun run = new SequenceConvolutionRun(
            new SequenceConvolutionSize(5, 19, 3, 2), new PackedRows(40, 7), 7).Run();
        Assert.Equal(2127105302839115772UL, PackedRows.Hash(run.Y, run.Dx, run.DWeight, run.DBias));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 1)]
    public void StepsAndPartsOfASequence_GiveTheBitsOfTheWhole(int kernelSize, int dilation)
    {
        const int T = 9, I = 3, O = 4;
        var size = new SequenceConvolutionSize(I, O, kernelSize, dilation, isCausal: true);
        SequenceConvolutionRun whole = new SequenceConvolutionRun(size, new PackedRows(T), 6, carried: true).Run();
        float[] state = [.. whole.State], y = new float[O], scratch = new float[size.Patch],
            panels = new float[MatrixProduct.PanelLength(size.Patch, O)];
        float[] advanced = new float[size.StateSize];
        MatrixProduct.Pack(whole.Weight, O, size.Patch, panels);
        for (int t = 0; t < T; t++)
        {
            SequenceConvolutionKernel.Step(size, panels, whole.Bias, whole.X.AsSpan(t * I, I), state, y, scratch);
            Near.SameBits(y, whole.Y.AsSpan(t * O, O));
            SequenceConvolutionKernel.Advance(size, whole.Rows.RowStart, 0, t + 1, whole.X, whole.State, advanced);
            Near.SameBits(state, advanced);
        }

        Allocations.AssertNone(
            () => SequenceConvolutionKernel.Step(size, panels, whole.Bias, whole.X.AsSpan(0, I), state, y, scratch));
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        var size = new SequenceConvolutionSize(2, 3, 3);
        SequenceConvolutionRun fresh = new SequenceConvolutionRun(size, _ragged, 8).Run(),
            added = new(size, _ragged, 8);
        added.Dx.AsSpan().Fill(1);
        added.DWeight.AsSpan().Fill(1);
        added.Run();
        Near.Within(added.Dx, Array.ConvertAll(fresh.Dx, v => 1.0 + v), 1e-5);
        Near.Within(added.DWeight, Array.ConvertAll(fresh.DWeight, v => 1.0 + v), 1e-5);
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Equal(
            "kernelSize", Assert.Throws<ArgumentException>(() => new SequenceConvolutionSize(1, 1, 4)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceConvolutionSize(1, 1, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceConvolutionSize(1 << 20, 1, 33));
        var size = new SequenceConvolutionSize(2, 3, 3);
        Assert.Equal("x", Assert.Throws<ShapeException>(() => SequenceConvolutionKernel.Forward(
            size, new(new([0, 2], [0, 1]), new float[3], []), new float[64 * 6], [], new float[6], 0, 2,
            new float[SequenceConvolutionKernel.ScratchLength(size)])).ParamName);
    }

    private static void Add(Span<double> sum, ReadOnlySpan<double> values)
    {
        for (int k = 0; k < sum.Length; k++)
        {
            sum[k] += values[k];
        }
    }
}
