using Carousel.Kernels;
using Carousel.Reference.Softmax;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Softmax;

public class SoftmaxKernelTests
{
    /// <summary>
    /// Subtraction, exponential (1.1 ulp of a difference of up to 12, so 12 more), a sum and a division.
    /// </summary>
    private const double Share = 40 * Near.Rounding;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(2, 17)]
    [InlineData(4, 200)]
    public void ForwardAndBackward_EqualTheTwin(int N, int C)
    {
        var draws = new Draws(N + C);
        double[,] x = draws.Matrix(N, C, 6), dy = draws.Matrix(N, C);
        float[] single = Near.Floats(x), gradient = Near.Floats(dy), y = new float[N * C], log = new float[N * C],
            dx = new float[N * C], dLog = new float[N * C];
        SoftmaxKernel.Forward(C, single, y);
        SoftmaxKernel.LogForward(C, single, log);
        SoftmaxKernel.Backward(C, y, gradient, dx);
        SoftmaxKernel.LogBackward(C, log, gradient, dLog);

        Near.Largest(y, SoftmaxReference.Forward(x), Share);
        Near.Within(log, SoftmaxReference.LogForward(x), Share * 20);
        Near.Within(dx, SoftmaxReference.Backward(x, dy), Share);
        Near.Within(dLog, SoftmaxReference.LogBackward(x, dy), Share * Math.Sqrt(C));
    }

    [Fact]
    public void Forward_NeverOverflows()
    {
        float[] y = new float[3];
        SoftmaxKernel.Forward(3, [1000, 1000, -1000], y);
        Assert.Equal([0.5f, 0.5f, 0], y);
        SoftmaxKernel.LogForward(3, [1000, 1000, -1000], y);
        Assert.Equal(-2000.6931f, y[2], 1e-3f);
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        float[] y = new float[4], log = new float[4], dy = [1, 2, -1, 0.5f];
        SoftmaxKernel.Forward(4, dy, y);
        SoftmaxKernel.LogForward(4, dy, log);
        float[] dx = new float[4], added = [1, 1, 1, 1], dLog = new float[4], addedLog = [1, 1, 1, 1];
        SoftmaxKernel.Backward(4, y, dy, dx);
        SoftmaxKernel.Backward(4, y, dy, added);
        SoftmaxKernel.LogBackward(4, log, dy, dLog);
        SoftmaxKernel.LogBackward(4, log, dy, addedLog);
        Near.Within(added, Array.ConvertAll(dx, v => 1.0 + v), 1e-6);
        Near.Within(addedLog, Array.ConvertAll(dLog, v => 1.0 + v), 1e-6);
    }

    [Fact]
    public void Kernels_NameTheArgument_AndAllocateNothing()
    {
        Assert.Equal(
            "y", Assert.Throws<ShapeException>(() => SoftmaxKernel.Forward(2, new float[4], new float[3])).ParamName);
        float[] x = new float[30], y = new float[30];
        Allocations.AssertNone(() =>
        {
            SoftmaxKernel.Forward(10, x, y);
            SoftmaxKernel.Backward(10, y, x, x);
        });
    }
}
