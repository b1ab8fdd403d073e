using Carousel.Backends;
using Carousel.Kernels.Optimisation;
using Carousel.Memory;
using Carousel.Reference.Optimisation;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Optimisation;

/// <summary>The updates against their twins, over some steps and lengths around the vectors'.</summary>
public class UpdateKernelTests
{
    private const int Steps = 5;

    /// <summary>Some ten roundings a step, each of a value of size 1 at most, over five steps.</summary>
    private const double Tolerance = Steps * 10 * Near.Rounding;

    public static TheoryData<int> Lengths => [0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sgd_AgreesWithItsTwin(int n)
    {
        foreach (bool nesterov in new[] { false, true })
        {
            var draws = new Draws(n);
            double[] value = draws.Vector(n), velocity = new double[n];
            (float[] p, float[] v) = (Near.Floats(value), new float[n]);
            for (int t = 1; t <= Steps; t++)
            {
                double[] gradient = draws.Vector(n);
                SgdReference.Step(0.1f, 0.9f, nesterov, gradient, velocity, value);
                SgdKernel.Step(new SgdNumbers(0.1f, 0.9f, nesterov), Near.Floats(gradient), v, p);
            }

            Near.Within(p, value, Tolerance);
            Near.Within(v, velocity, 4 * Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void RmsProp_AgreesWithItsTwin(int n)
    {
        var draws = new Draws(n);
        double[] value = draws.Vector(n), square = new double[n];
        (float[] p, float[] s) = (Near.Floats(value), new float[n]);
        for (int t = 1; t <= Steps; t++)
        {
            double[] gradient = draws.Vector(n);
            RmsPropReference.Step(0.01f, 0.9f, 1e-6f, gradient, square, value);
            RmsPropKernel.Step(new RmsPropNumbers(0.01f, 0.9f, 1e-6f), Near.Floats(gradient), s, p);
        }

        Near.Within(p, value, Tolerance);
        Near.Within(s, square, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Adam_AgreesWithItsTwin_WithAndWithoutDecay(int n)
    {
        foreach (float decay in new[] { 0f, 0.1f })
        {
            var draws = new Draws(n);
            double[] value = draws.Vector(n), mean = new double[n], square = new double[n];
            (float[] p, float[] m, float[] s) = (Near.Floats(value), new float[n], new float[n]);
            for (int t = 1; t <= Steps; t++)
            {
                double[] gradient = draws.Vector(n);
                AdamReference.Step(t, 0.01f, 0.9f, 0.999f, 1e-8f, decay, gradient, mean, square, value);
                var numbers = new AdamNumbers(
                    0.01f, 0.9f, 0.999f, 1e-8f, (float)(1 / (1 - Math.Pow(0.9f, t))), (float)(1 / (1 - Math.Pow(0.999f, t))), 1 - (0.01f * decay));
                AdamKernel.Step(numbers, Near.Floats(gradient), m, s, p);
            }

            // 1 − 0.999 has lost ten of its bits in single precision, in the kernel as in the twin's constant; their ratio shows in s.
            Near.Within(p, value, 2 * Tolerance);
            Near.Within(m, mean, Tolerance);
            Near.Within(s, square, Tolerance);
        }
    }

    [Fact]
    public void Step_GivesEveryValueTheSameBits_WhereverItStands()
    {
        float[] gradient = new Draws(1).Floats(40);
        float[] whole = Updated(gradient, 0, 40);
        for (int length = 1; length < 40; length++)
        {
            for (int start = 0; start + length <= 40; start += 7)
            {
                Near.SameBits(Updated(gradient, start, length), whole.AsSpan(start, length));
            }
        }

        static float[] Updated(float[] gradient, int start, int length)
        {
            var value = new float[length];
            var numbers = new AdamNumbers(0.01f, 0.9f, 0.999f, 1e-8f, 10, 1000, 0.99f);
            AdamKernel.Step(numbers, gradient.AsSpan(start, length), new float[length], new float[length], value);
            return value;
        }
    }

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
        SgdKernel.Step(new SgdNumbers(0.1f, 0.9f, true), gradient, new float[N], expected);

        using var backend = new CpuBackend(threads);
        Tensor[] tensors = [.. Enumerable.Range(0, 3).Select(_ => new Tensor(backend.Allocate(N), 0, new Shape(N)))];
        tensors[0].Write(gradient);
        backend.Clear(tensors[1]);
        tensors[2].Write(start);
        backend.SgdStep(new SgdNumbers(0.1f, 0.9f, true), tensors[0], tensors[1], tensors[2]);

        Near.SameBits(tensors[2].ToArray(), expected);
    }

    [Fact]
    public void Step_NamesTheArgument_WhenASpanIsShort() =>
        Assert.StartsWith(
            "velocity: expected [n] = [3], which is 3 values, but got 2.",
            Assert.Throws<ShapeException>(() => SgdKernel.Step(default, new float[3], new float[2], new float[3])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Step_AllocatesNothing()
    {
        float[] a = new float[50], b = new float[50], c = new float[50], d = new float[50];
        void Run()
        {
            SgdKernel.Step(default, a, b, c);
            RmsPropKernel.Step(default, a, b, c);
            AdamKernel.Step(default, a, b, c, d);
            _ = ClipKernel.SumOfSquares(a);
            ClipKernel.Scale(1, a);
            ClipKernel.Clamp(1, a);
        }

        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
