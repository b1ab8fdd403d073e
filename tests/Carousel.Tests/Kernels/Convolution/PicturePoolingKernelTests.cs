using Carousel.Kernels;
using Carousel.Reference.Convolution;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Convolution;

public class PicturePoolingKernelTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 0)]
    [InlineData(6, 4, 3, 2, 0)]
    [InlineData(7, 5, 17, 2, 0)]
    [InlineData(5, 6, 2, 3, 1)]
    [InlineData(5, 5, 2, 2, 3)]
    [InlineData(6, 5, 39, 3, 2)]
    public void ForwardAndBackward_EqualTheTwin(int height, int width, int channels, int kernelSize, int stride)
    {
        var size = new PicturePoolingSize(
            new PictureSize(height, width, channels), kernelSize, stride == 0 ? null : stride);
        var draws = new Draws(2);
        double[,,] x = Drawn(draws, size.Input), dy = Drawn(draws, size.Output);
        float[] single = Near.Floats(x), gradient = Near.Floats(dy), y = new float[size.Output.Length],
            dx = new float[single.Length], dMean = new float[single.Length];
        PicturePoolingKernel.MaxForward(size, single, y);
        PicturePoolingKernel.MaxBackward(size, single, y, gradient, dx);
        double rounding = Near.Sum(size.KernelSize * size.KernelSize, size.KernelSize * size.KernelSize);
        Near.Within(y, PicturePoolingReference.Max(x, kernelSize, size.Stride), 0);
        Near.Within(dx, PicturePoolingReference.MaxBackward(x, kernelSize, size.Stride, dy), rounding);
        PicturePoolingKernel.MeanForward(size, single, y);
        PicturePoolingKernel.MeanBackward(size, gradient, dMean);
        Near.Within(y, PicturePoolingReference.Mean(x, kernelSize, size.Stride), rounding);
        Near.Within(dMean, PicturePoolingReference.MeanBackward(x, kernelSize, size.Stride, dy), rounding);
    }

    [Fact]
    public void Max_GivesTheGradientToTheFirstPlace_AndAddsIt()
    {
        var size = new PicturePoolingSize(new PictureSize(2, 2, 1), 2);
        float[] x = [2, 7, 7, 1], y = new float[1], dx = [1, 1, 1, 1];
        PicturePoolingKernel.MaxForward(size, x, y);
        PicturePoolingKernel.MaxBackward(size, x, y, [3], dx);
        Assert.Equal([1, 4, 1, 1], dx);
        PicturePoolingKernel.MeanBackward(size, [4], dx);
        Assert.Equal([2, 5, 2, 2], dx);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(39)]
    public void Max_OfEqualValues_GivesTheGradientToTheFirstPlace_AtEveryChannel(int channels)
    {
        // Whole numbers from 0 to 2: nearly every square has its largest value more than once. Squares overlap.
        var size = new PicturePoolingSize(new PictureSize(6, 7, channels), 3, 2);
        var draws = new Draws(6);
        float[] x = Array.ConvertAll(draws.Floats(size.Input.Length), v => MathF.Round(v) + 1),
            y = new float[size.Output.Length], dx = new float[x.Length];
        float[] dy = Array.ConvertAll(draws.Floats(y.Length), v => MathF.Round(8 * v));
        var picture = new double[6, 7, channels];
        var gradient = new double[size.Output.Height, size.Output.Width, channels];
        Array.ConvertAll(x, v => (double)v).CopyTo(Near.Flat(picture));
        Array.ConvertAll(dy, v => (double)v).CopyTo(Near.Flat(gradient));
        PicturePoolingKernel.MaxForward(size, x, y);
        PicturePoolingKernel.MaxBackward(size, x, y, dy, dx);
        Near.Within(dx, PicturePoolingReference.MaxBackward(picture, 3, 2, gradient), 0);
    }

    [Fact]
    public void Max_LeavesOtherPlacesAsTheyWere_AMinusBeforeZeroToo()
    {
        var size = new PicturePoolingSize(new PictureSize(2, 2, 17), 2);
        float[] x = [.. Enumerable.Range(0, 4 * 17).Select(k => k < 17 ? 1f : 0f)], y = new float[17],
            dx = new float[x.Length];
        dx.AsSpan().Fill(-0f);
        PicturePoolingKernel.MaxForward(size, x, y);
        PicturePoolingKernel.MaxBackward(size, x, y, Enumerable.Repeat(2f, 17).ToArray(), dx);
        Near.SameBits(dx, [.. Enumerable.Range(0, 4 * 17).Select(k => k < 17 ? 2f : -0f)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(39)]
    public void Max_KeepsNaN_WhereverItStands(int channels)
    {
        for (int place = 0; place < 4; place++)
        {
            float[] x = [.. Enumerable.Range(0, 4 * channels).Select(k => k / channels == place ? float.NaN : k)],
                y = new float[channels], dx = new float[x.Length];
            var size = new PicturePoolingSize(new PictureSize(2, 2, channels), 2);
            PicturePoolingKernel.MaxForward(size, x, y);
            Assert.All(y, v => Assert.True(float.IsNaN(v)));

            // No value equals NaN, so none has the gradient.
            PicturePoolingKernel.MaxBackward(size, x, y, Enumerable.Repeat(1f, channels).ToArray(), dx);
            Assert.All(dx, v => Assert.Equal(0, v));
        }
    }

    [Fact]
    public void EveryMachine_GivesTheSameBits()
    {
        var size = new PicturePoolingSize(new PictureSize(9, 8, 5), 3, 2);
        var draws = new Draws(5);
        float[] x = draws.Floats(size.Input.Length), dy = draws.Floats(size.Output.Length), y = new float[dy.Length],
            mean = new float[dy.Length], dx = new float[x.Length];
        PicturePoolingKernel.MaxForward(size, x, y);
        PicturePoolingKernel.MaxBackward(size, x, y, dy, dx);
        PicturePoolingKernel.MeanForward(size, x, mean);
        PicturePoolingKernel.MeanBackward(size, dy, dx);
        Assert.Equal(734727428323435113UL, PackedRows.Hash(y, mean, dx));
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PicturePoolingSize(new PictureSize(2, 5, 1), 3));
        Assert.Equal(
            "stride",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new PicturePoolingSize(new PictureSize(2, 2, 1), 2, 0)).ParamName);
        var size = new PicturePoolingSize(new PictureSize(2, 2, 1), 2);
        Assert.Equal(
            "x",
            Assert.Throws<ShapeException>(
                () => PicturePoolingKernel.MaxForward(size, new float[3], new float[1])).ParamName);
    }

    private static double[,,] Drawn(Draws draws, PictureSize size)
    {
        var picture = new double[size.Height, size.Width, size.Channels];
        draws.Vector(picture.Length).CopyTo(Near.Flat(picture));
        return picture;
    }
}
