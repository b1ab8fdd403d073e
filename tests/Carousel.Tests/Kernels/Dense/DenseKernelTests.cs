using Carousel.Kernels;
using Carousel.Reference.Dense;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Dense;

public class DenseKernelTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(7, 33, 1)]
    [InlineData(13, 17, 65)]
    [InlineData(30, 64, 130)]
    public void ForwardAndBackward_EqualTheTwin(int N, int I, int O)
    {
        var draws = new Draws(N + I + O);
        double[,] x = draws.Matrix(N, I), weight = draws.Matrix(O, I), dy = draws.Matrix(N, O);
        double[] bias = draws.Vector(O);
        (float[] y, float[] dx, float[] dWeight, float[] dBias) = Run(
            new DenseSize(I, O), Near.Floats(x), Near.Floats(weight), Near.Floats(bias), Near.Floats(dy), 0);

        Near.Within(y, DenseReference.Forward(x, weight, bias), Near.Sum(I, I + 1));
        (double[,] rx, double[,] rWeight, double[] rBias) = DenseReference.Backward(x, weight, dy);
        Near.Within(dx, rx, Near.Sum(O, O));
        Near.Within(dWeight, rWeight, Near.Sum(N, N));
        Near.Within(dBias, rBias, Near.Sum(N, N));
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        var draws = new Draws(8);
        float[] x = draws.Floats(12), weight = draws.Floats(20), bias = draws.Floats(5), dy = draws.Floats(15);
        (_, float[] dx, float[] dWeight, float[] dBias) = Run(new DenseSize(4, 5), x, weight, bias, dy, 0);
        (_, float[] dx1, float[] dWeight1, float[] dBias1) = Run(new DenseSize(4, 5), x, weight, bias, dy, 1);

        Near.Within(dx1, Array.ConvertAll(dx, v => 1.0 + v), 1e-6);
        Near.Within(dWeight1, Array.ConvertAll(dWeight, v => 1.0 + v), 1e-6);
        Near.Within(dBias1, Array.ConvertAll(dBias, v => 1.0 + v), 1e-6);
    }

    [Fact]
    public void Forward_GivesARowTheSameBits_AloneAndAmongOthers()
    {
        var draws = new Draws(9);
        float[] x = draws.Floats(29 * 19), weight = draws.Floats(70 * 19), bias = draws.Floats(70);
        (float[] all, _, _, _) = Run(new DenseSize(19, 70), x, weight, bias, new float[29 * 70], 0);
        for (int n = 0; n < 29; n++)
        {
            (float[] one, _, _, _) = Run(
                new DenseSize(19, 70), x[(n * 19)..((n + 1) * 19)], weight, bias, new float[70], 0);
            Near.SameBits(one, all.AsSpan(n * 70, 70));
        }
    }

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort() =>
        Assert.Equal("bias", Assert.Throws<ShapeException>(() =>
            DenseKernel.Forward(
                new DenseSize(2, 3), new float[4], new float[128], new float[2], new float[6])).ParamName);

    private static (float[] Y, float[] Dx, float[] DWeight, float[] DBias) Run(
        DenseSize size, float[] x, float[] weight, float[] bias, float[] dy, float start)
    {
        int N = x.Length / size.I;
        float[] panels = new float[MatrixProduct.PanelLength(size.I, size.O)],
            backward = new float[MatrixProduct.PanelLength(size.O, size.I)];
        MatrixProduct.Pack(weight, size.O, size.I, panels);
        MatrixProduct.PackBackward(weight, size.O, size.I, backward);
        float[] y = new float[N * size.O], dx = Filled(x.Length, start), dWeight = Filled(weight.Length, start),
            dBias = Filled(bias.Length, start);
        DenseKernel.Forward(size, x, panels, bias, y);
        DenseKernel.AddInputGradient(size, dy, backward, dx);
        DenseKernel.AddWeightGradient(
            size, [0, N], x, dy, dWeight, 0, size.O, new float[DenseKernel.ScratchLength(size)]);
        DenseKernel.AddBiasGradient([0, N], dy, dBias);
        return (y, dx, dWeight, dBias);
    }

    private static float[] Filled(int length, float value)
    {
        float[] values = new float[length];
        values.AsSpan().Fill(value);
        return values;
    }
}
