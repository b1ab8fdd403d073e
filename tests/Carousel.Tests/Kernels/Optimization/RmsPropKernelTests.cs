using Carousel.Kernels;
using Carousel.Reference.Optimization;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Optimization;

public class RmsPropKernelTests
{
    public static TheoryData<int> Lengths => Updates.Lengths;

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Step_AgreesWithItsTwin(int n)
    {
        var draws = new Draws(n);
        double[] value = draws.Vector(n), square = new double[n];
        (float[] p, float[] s) = (Near.Floats(value), new float[n]);
        for (int t = 1; t <= Updates.Steps; t++)
        {
            double[] gradient = draws.Vector(n);
            RmsPropReference.Step(0.01f, 0.9f, 1e-6f, gradient, square, value);
            UpdateLoop.Run(new RmsPropKernel(0.01f, 0.9f, 1e-6f), Near.Floats(gradient), s, [], p);
        }

        Near.Within(p, value, Near.Updates(Updates.Steps));
        Near.Within(s, square, Near.Updates(Updates.Steps));
    }

    [Fact]
    public void Step_GivesEveryValueTheSameBits_WhereverItStands() => Updates.AssertEachValueForItself(gradient =>
    {
        var value = new float[gradient.Length];
        UpdateLoop.Run(new RmsPropKernel(0.01f, 0.9f, 1e-6f), gradient, new float[gradient.Length], [], value);
        return value;
    });

    [Fact]
    public void Step_NamesTheArgument_WhenASpanIsShort() =>
        Assert.StartsWith(
            "first: expected [n] = [3], which is 3 values, but got 2.",
            Assert.Throws<ShapeException>(
                () => UpdateLoop.Run(default(RmsPropKernel), new float[3], new float[2], [], new float[3])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Step_AllocatesNothing()
    {
        float[] a = new float[50], b = new float[50], c = new float[50];
        Allocations.AssertNone(() => UpdateLoop.Run(default(RmsPropKernel), a, b, [], c));
    }
}
