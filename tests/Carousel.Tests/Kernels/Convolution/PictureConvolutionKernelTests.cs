using Carousel.Kernels;
using Carousel.Reference.Convolution;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Convolution;

public class PictureConvolutionKernelTests
{
    /// <summary>Height, width, channels, outputs, kernel size, stride, padding, pictures.</summary>
    public static TheoryData<int, int, int, int, int, int, int, int> Shapes() => new()
    {
        { 1, 1, 1, 1, 1, 1, 0, 1 },
        { 5, 7, 3, 4, 3, 1, 1, 2 },
        { 6, 5, 2, 9, 3, 2, 1, 3 },
        { 7, 7, 1, 2, 5, 3, 4, 1 },
        { 3, 9, 17, 5, 2, 2, 0, 2 },
        { 12, 11, 8, 99, 3, 1, 1, 1 },
        { 4, 4, 2, 3, 5, 1, 2, 2 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardAndBackward_EqualTheTwin(
        int height, int width, int channels, int outputs, int kernelSize, int stride, int padding, int pictures)
    {
        var size = new PictureConvolutionSize(
            new PictureSize(height, width, channels), outputs, kernelSize, stride, padding);
        PictureConvolutionRun run = new PictureConvolutionRun(size, pictures, 3).Run();
        double[] bias = Array.ConvertAll(run.Bias, v => (double)v);
        double[,] weight = new double[outputs, size.Patch], dWeight = new double[outputs, size.Patch];
        Array.ConvertAll(run.Weight, v => (double)v).CopyTo(Near.Flat(weight));
        for (int b = 0; b < pictures; b++)
        {
            double[,,] x = Picture(run.X, size.Input, b), dy = Picture(run.Dy, size.Output, b);
            double[,,] y = PictureConvolutionReference.Forward(x, weight, bias, kernelSize, stride, padding);
            (double[,,] dx, double[,] own, _) = PictureConvolutionReference.Backward(
                x, weight, kernelSize, stride, padding, dy);
            for (int k = 0; k < own.Length; k++)
            {
                Near.Flat(dWeight)[k] += Near.Flat(own)[k];
            }

            Near.Within(
                run.Y.AsSpan(b * size.Output.Length, size.Output.Length), y, Near.Sum(size.Patch, size.Patch + 1));
            int terms = kernelSize * kernelSize * outputs;
            Near.Within(run.Dx.AsSpan(b * size.Input.Length, size.Input.Length), dx, Near.Sum(terms, terms));
        }

        int rows = pictures * size.Output.Places;
        Near.Within(run.DWeight, dWeight, Near.Sum(rows, rows));
    }

    [Fact]
    public void APicture_GivesTheSameBits_AloneAndInABatch_AndInParts()
    {
        var size = new PictureConvolutionSize(new PictureSize(6, 5, 3), 7, 3, 2, 1);
        PictureConvolutionRun together = new PictureConvolutionRun(size, 4, 5).Run(),
            parts = new PictureConvolutionRun(size, 4, 5).Run(5);
        Near.SameBits(parts.Y, together.Y);
        for (int b = 0; b < 4; b++)
        {
            var alone = new PictureConvolutionRun(size, 1, 0)
            {
                Weight = together.Weight,
                Bias = together.Bias,
                X = together.X.AsSpan(b * size.Input.Length, size.Input.Length).ToArray(),
                Dy = together.Dy.AsSpan(b * size.Output.Length, size.Output.Length).ToArray(),
            };
            alone.Run();
            Near.SameBits(alone.Y, together.Y.AsSpan(b * size.Output.Length, size.Output.Length));
            Near.SameBits(alone.Dx, together.Dx.AsSpan(b * size.Input.Length, size.Input.Length));
        }
    }

    [Theory]
    [InlineData(96, 16)]
    [InlineData(96, 32)]
    [InlineData(4, 7)]
    public void PartsOfTheWeight_GiveTheBitsOfTheWhole(int outputs, int columns)
    {
        var size = new PictureConvolutionSize(new PictureSize(5, 4, 9), 7, 3, 1, 1);
        Near.SameBits(
            new PictureConvolutionRun(size, 2, 5).Run(7, outputs, columns).DWeight,
            new PictureConvolutionRun(size, 2, 5).Run().DWeight);
    }

    [Fact]
    public void EveryMachine_GivesTheSameBits()
    {
        PictureConvolutionRun run = new PictureConvolutionRun(
            new PictureConvolutionSize(new PictureSize(7, 6, 5), 19, 3, 1, 1), 2, 7).Run();
        Assert.Equal(6505672592584203603UL, PackedRows.Hash(run.Y, run.Dx, run.DWeight));
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        var size = new PictureConvolutionSize(new PictureSize(4, 4, 2), 3, 3);
        PictureConvolutionRun fresh = new PictureConvolutionRun(size, 2, 8).Run(), added = new(size, 2, 8);
        added.Dx.AsSpan().Fill(1);
        added.DWeight.AsSpan().Fill(1);
        added.Run();
        Near.Within(added.Dx, Array.ConvertAll(fresh.Dx, v => 1.0 + v), 1e-5);
        Near.Within(added.DWeight, Array.ConvertAll(fresh.DWeight, v => 1.0 + v), 1e-5);
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        var picture = new PictureSize(4, 5, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PictureConvolutionSize(picture, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PictureConvolutionSize(picture, 1, 3, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new PictureConvolutionSize(picture with { Channels = 0 }, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new PictureConvolutionSize(new PictureSize(1 << 14, 1 << 14, 1), 1, 3));
        var size = new PictureConvolutionSize(picture, 2, 3);
        Assert.Equal("y", Assert.Throws<ShapeException>(() => PictureConvolutionKernel.Forward(
            size, new float[20], new float[64 * 9], [], new float[3], 0, 6,
            new float[PictureConvolutionKernel.ScratchLength(size)])).ParamName);
    }

    private static double[,,] Picture(float[] values, PictureSize size, int b)
    {
        var picture = new double[size.Height, size.Width, size.Channels];
        Array.ConvertAll(values.AsSpan(b * size.Length, size.Length).ToArray(), v => (double)v)
            .CopyTo(Near.Flat(picture));
        return picture;
    }
}
