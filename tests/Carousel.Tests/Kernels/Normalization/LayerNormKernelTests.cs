using Carousel.Kernels;
using Carousel.Reference.Normalization;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Normalization;

public class LayerNormKernelTests
{
    private const float Epsilon = 1e-3f;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(2, 17)]
    [InlineData(5, 130)]
    public void ForwardAndBackward_EqualTheTwin(int N, int F)
    {
        var draws = new Draws(N + F);
        double[,] x = draws.Matrix(N, F, 2), dy = draws.Matrix(N, F);
        double[] gain = draws.Vector(F), bias = draws.Vector(F);
        (float[] y, float[] dx, float[] dGain, float[] dBias) = Run(
            N, F, Near.Floats(x), Near.Floats(gain), Near.Floats(bias), Near.Floats(dy), 0);

        // Deviations of rows of few values may be small; 1/√ε bounds what they magnify.
        double share = 30 * Near.Rounding / Math.Sqrt(Epsilon);
        Near.Within(y, LayerNormReference.Forward(Epsilon, x, gain, bias), share);
        (double[,] rx, double[] rGain, double[] rBias) = LayerNormReference.Backward(Epsilon, x, gain, dy);
        Near.Largest(dx, rx, share);
        Near.Within(dGain, rGain, share * N);
        Near.Within(dBias, rBias, Near.Sum(N, N));
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        var draws = new Draws(4);
        float[] x = draws.Floats(12), gain = draws.Floats(4), bias = draws.Floats(4), dy = draws.Floats(12);
        (_, float[] dx, float[] dGain, float[] dBias) = Run(3, 4, x, gain, bias, dy, 0);
        (_, float[] dx1, float[] dGain1, float[] dBias1) = Run(3, 4, x, gain, bias, dy, 1);
        Near.Within(dx1, Array.ConvertAll(dx, v => 1.0 + v), 2e-6);
        Near.Within(dGain1, Array.ConvertAll(dGain, v => 1.0 + v), 2e-6);
        Near.Within(dBias1, Array.ConvertAll(dBias, v => 1.0 + v), 2e-6);
    }

    [Fact]
    public void Kernel_NamesTheArgument_AndAllocatesNothing()
    {
        float[] x = new float[12], four = new float[4], scale = new float[3];
        Assert.Equal(
            "bias",
            Assert.Throws<ShapeException>(
                () => LayerNormKernel.Forward(Epsilon, x, four, new float[3], x, scale, x)).ParamName);
        Allocations.AssertNone(() =>
        {
            LayerNormKernel.Forward(Epsilon, x, four, four, x, scale, x);
            LayerNormKernel.Backward(four, x, scale, x, x, four);
        });
    }

    private static (float[] Y, float[] Dx, float[] DGain, float[] DBias) Run(
        int N, int F, float[] x, float[] gain, float[] bias, float[] dy, float start)
    {
        float[] normalized = new float[N * F], scale = new float[N], y = new float[N * F];
        float[] dx = Filled(N * F, start), dGain = Filled(F, start), dBias = Filled(F, start);
        LayerNormKernel.Forward(Epsilon, x, gain, bias, normalized, scale, y);
        LayerNormKernel.Backward(gain, normalized, scale, dy, dx, new float[F]);
        LayerNormKernel.AddParameterGradients([0, N], normalized, dy, dGain, dBias);
        return (y, dx, dGain, dBias);
    }

    private static float[] Filled(int length, float value)
    {
        float[] values = new float[length];
        values.AsSpan().Fill(value);
        return values;
    }
}
