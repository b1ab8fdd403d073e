using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Reference.Optimization;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Optimization;

public class SgdKernelTests
{
    public static TheoryData<int> Lengths => Updates.Lengths;

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Step_AgreesWithItsTwin(int n)
    {
        foreach (bool nesterov in new[] { false, true })
        {
            var draws = new Draws(n);
            double[] value = draws.Vector(n), velocity = new double[n];
            (float[] p, float[] v) = (Near.Floats(value), new float[n]);
            for (int t = 1; t <= Updates.Steps; t++)
            {
                double[] gradient = draws.Vector(n);
                SgdReference.Step(0.1f, 0.9f, nesterov, gradient, velocity, value);
                UpdateLoop.Run(new SgdKernel(0.1f, 0.9f, nesterov), Near.Floats(gradient), v, [], p);
            }

            Near.Within(p, value, Near.Updates(Updates.Steps));
            Near.Within(v, velocity, 4 * Near.Updates(Updates.Steps));
        }
    }

    [Fact]
    public void Step_GivesEveryValueTheSameBits_WhereverItStands() => Updates.AssertEachValueForItself(gradient =>
    {
        var value = new float[gradient.Length];
        UpdateLoop.Run(new SgdKernel(0.1f, 0.9f, true), gradient, [.. gradient], [], value);
        return value;
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Backend_GivesTheSameBits_ForAnyNumberOfThreads(int threads)
    {
        const int N = 100_003;
        float[] gradient = new Draws(2).Floats(N);
        float[] expected = new Draws(3).Floats(N);
        float[] start = [.. expected];
        UpdateLoop.Run(new SgdKernel(0.1f, 0.9f, true), gradient, new float[N], [], expected);

        using var backend = new CpuBackend(threads);
        Tensor[] tensors = [.. Enumerable.Range(0, 3).Select(_ => new Tensor(backend.Allocate(N), 0, new Shape(N)))];
        tensors[0].Write(gradient);
        backend.Clear(tensors[1]);
        tensors[2].Write(start);
        backend.SgdStep(new SgdKernel(0.1f, 0.9f, true), tensors[0], tensors[1], tensors[2]);

        Near.SameBits(tensors[2].ToArray(), expected);
    }

    [Fact]
    public void Step_NamesTheArgument_WhenASpanIsShort() =>
        Assert.StartsWith(
            "first: expected [n] = [3], which is 3 values, but got 2.",
            Assert.Throws<ShapeException>(
                () => UpdateLoop.Run(default(SgdKernel), new float[3], new float[2], [], new float[3])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Step_AllocatesNothing()
    {
        float[] a = new float[50], b = new float[50], c = new float[50];
        Allocations.AssertNone(() => UpdateLoop.Run(default(SgdKernel), a, b, [], c));
    }
}
