using Carousel.Kernels;
using Carousel.Reference.Optimization;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Optimization;

public class AdamKernelTests
{
    public static TheoryData<int> Lengths => Updates.Lengths;

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Step_AgreesWithItsTwin_WithAndWithoutDecay(int n)
    {
        foreach (float decay in new[] { 0f, 0.1f })
        {
            var draws = new Draws(n);
            double[] value = draws.Vector(n), mean = new double[n], square = new double[n];
            (float[] p, float[] m, float[] s) = (Near.Floats(value), new float[n], new float[n]);
            for (int t = 1; t <= Updates.Steps; t++)
            {
                double[] gradient = draws.Vector(n);
                AdamReference.Step(t, 0.01f, 0.9f, 0.999f, 1e-8f, decay, gradient, mean, square, value);
                var numbers = new AdamKernel(
                    0.01f, 0.9f, 0.999f, 1e-8f, (float)(1 / (1 - Math.Pow(0.9f, t))),
                    (float)(1 / (1 - Math.Pow(0.999f, t))), 1 - (0.01f * decay));
                UpdateLoop.Run(numbers, Near.Floats(gradient), m, s, p);
            }

            Near.Within(p, value, Near.Updates(Updates.Steps));
            Near.Within(m, mean, Near.Updates(Updates.Steps));
            Near.Within(s, square, Near.Updates(Updates.Steps));
        }
    }

    [Fact]
    public void Step_GivesEveryValueTheSameBits_WhereverItStands() => Updates.AssertEachValueForItself(gradient =>
    {
        var value = new float[gradient.Length];
        var numbers = new AdamKernel(0.01f, 0.9f, 0.999f, 1e-8f, 10, 1000, 0.99f);
        UpdateLoop.Run(numbers, gradient, new float[gradient.Length], new float[gradient.Length], value);
        return value;
    });

    [Fact]
    public void Step_NamesTheArgument_WhenASpanIsShort() =>
        Assert.StartsWith(
            "first: expected [n] = [3], which is 3 values, but got 2.",
            Assert.Throws<ShapeException>(
                () => UpdateLoop.Run(
                    default(AdamKernel), new float[3], new float[2], new float[3], new float[3])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Step_AllocatesNothing()
    {
        float[] a = new float[50], b = new float[50], c = new float[50], d = new float[50];
        Allocations.AssertNone(() => UpdateLoop.Run(default(AdamKernel), a, b, c, d));
    }
}
