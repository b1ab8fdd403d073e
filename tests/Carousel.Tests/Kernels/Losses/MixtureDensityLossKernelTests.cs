using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Reference.Losses;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Losses;

public class MixtureDensityLossKernelTests
{
    private const float Floor = 0.05f;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(3, 17)]
    [InlineData(70, 20)]
    public void LossAndGradient_EqualTheTwin_WithWeightsAndAMissingRow(int rows, int components)
    {
        (double[,] predictions, double[,] targets, double[] weights) = Case(rows, components);
        using var backend = new CpuBackend(1);
        (float loss, float[] gradient) = Run(
            backend, Near.Floats(predictions), Near.Floats(targets), Near.Floats(weights), rows);

        double expected = MixtureDensityLossReference.Forward(Floor, predictions, targets, weights);
        Assert.Equal(expected, loss, 400 * Near.Rounding * Math.Max(1, Math.Abs(expected)));
        Near.Largest(
            gradient, MixtureDensityLossReference.Backward(Floor, predictions, targets, weights), 400 * Near.Rounding);
    }

    [Fact]
    public void Rows_HaveEqualBits_AloneAndTogether()
    {
        const int N = 9, M = 5, K = (6 * M) + 1;
        (double[,] predictions, double[,] targets, _) = Case(N, M);
        float[] p = Near.Floats(predictions), t = Near.Floats(targets), e = new float[N], together = new float[N],
            d = new float[N * K];
        var scratch = new float[MixtureDensityLossKernel.ScratchLength(M)];
        MixtureDensityLossKernel.TakeWeights(t, [], e);
        MixtureDensityLossKernel.Forward(Floor, p, t, e, together, scratch);
        MixtureDensityLossKernel.Backward(Floor, p, t, e, 1, d, scratch);
        for (int n = 0; n < N; n++)
        {
            float[] alone = new float[1], one = new float[K];
            MixtureDensityLossKernel.Forward(
                Floor, p.AsSpan(n * K, K), t.AsSpan(3 * n, 3), e.AsSpan(n, 1), alone, scratch);
            MixtureDensityLossKernel.Backward(
                Floor, p.AsSpan(n * K, K), t.AsSpan(3 * n, 3), e.AsSpan(n, 1), 1, one, scratch);
            Near.SameBits(alone, together.AsSpan(n, 1).ToArray());
            Near.SameBits(one, d.AsSpan(n * K, K).ToArray());
        }
    }

    [Fact]
    public void LossAndGradient_HaveEqualBits_ForAnyNumberOfThreads()
    {
        (double[,] predictions, double[,] targets, double[] weights) = Case(200, 2);
        using var one = new CpuBackend(1);
        (float loss, float[] gradient) = Run(
            one, Near.Floats(predictions), Near.Floats(targets), Near.Floats(weights), 200);
        foreach (int threads in new[] { 2, 3 })
        {
            using var many = new CpuBackend(threads);
            (float other, float[] otherGradient) = Run(
                many, Near.Floats(predictions), Near.Floats(targets), Near.Floats(weights), 200);
            Near.SameBits([other], [loss]);
            Near.SameBits(otherGradient, gradient);
        }
    }

    [Fact]
    public void Terms_StayFinite_FarFromEveryComponent()
    {
        float[] row = new float[13], target = [1e4f, -1e4f, 1], term = new float[1], d = new float[13];
        row.AsSpan(7, 4).Fill(-2);
        row.AsSpan(11, 2).Fill(20);
        MixtureDensityLossKernel.Forward(Floor, row, target, [1], term, new float[10]);
        MixtureDensityLossKernel.Backward(Floor, row, target, [1], 1, d, new float[10]);
        Assert.True(float.IsFinite(term[0]) && term[0] > 1e8f);
        Assert.All(d, g => Assert.True(float.IsFinite(g)));
    }

    [Theory]
    [InlineData(42)]
    [InlineData(60)]
    [InlineData(200)]
    public void TermsAndGradient_EqualTheTwin_AtDeviationsBeyondTheRangeOfAFloat(float logDeviation)
    {
        // Both components alike: the shares do not hang on which is far.
        float[] row =
        [
            0.3f, 0.1f, -0.2f, 1, -1, 2, 0.5f, logDeviation, logDeviation, logDeviation, logDeviation, 0.4f, -0.6f,
        ], target = [3, 2, 1], term = new float[1], d = new float[13];
        MixtureDensityLossKernel.Forward(Floor, row, target, [1], term, new float[10]);
        MixtureDensityLossKernel.Backward(Floor, row, target, [1], 1, d, new float[10]);
        double[,] p = new double[1, 13], t = new double[,] { { 3, 2, 1 } };
        Array.ConvertAll(row, v => (double)v).CopyTo(Near.Flat(p));
        Assert.Equal(MixtureDensityLossReference.Forward(Floor, p, t, [1]), term[0], 1e-4);
        Near.Within(d, MixtureDensityLossReference.Backward(Floor, p, t, [1]), 1e-5);
    }

    [Fact]
    public void Term_IsExact_FarAlongANarrowComponent()
    {
        // Correlation 0.99; at (3000, 3000) deviations the two squares and the product, 9·10⁶ each, leave 1.8·10⁵ of
        // 1.8·10⁷.
        float[] row = [0, 0, 0, 0, 0, 0, 20], target = [3000 * (1 + Floor), 3000.5f * (1 + Floor), 0],
            term = new float[1];
        MixtureDensityLossKernel.Forward(Floor, row, target, [1], term, new float[5]);
        double sigma = 1 + (double)Floor, x = target[0] / sigma, y = target[1] / sigma, r = 0.99, c = 1 / (1 - (r * r));
        double expected = (0.5 * c * ((x * x) + (y * y) - (2 * r * x * y)))
            + Math.Log(2 * Math.PI * sigma * sigma / Math.Sqrt(c)) + Math.Log(2);
        Assert.Equal(1, term[0] / expected, 2e-6);
    }

    [Fact]
    public void Gradient_IsAddedToWhatIsThere_AndAllocatesNothing()
    {
        float[] row = new Draws(5).Floats(13), target = [0.3f, 0.2f, 1], d = new float[13], scratch = new float[10],
            term = new float[1], e = [1];
        MixtureDensityLossKernel.Backward(Floor, row, target, e, 1, d, scratch);
        float[] once = [.. d];
        MixtureDensityLossKernel.Backward(Floor, row, target, e, 1, d, scratch);
        Assert.Equal(once.Select(g => 2 * g), d);
        Allocations.AssertNone(() =>
        {
            MixtureDensityLossKernel.Forward(Floor, row, target, e, term, scratch);
            MixtureDensityLossKernel.Backward(Floor, row, target, e, 1, d, scratch);
        });
    }

    [Fact]
    public void Forward_NamesTheSpan_WhenAShapeDoesNotFit()
    {
        Assert.Contains(
            "targets",
            Assert.Throws<ShapeException>(
                () =>
                    MixtureDensityLossKernel.Forward(
                        Floor, new float[13], new float[2], [1], new float[1], new float[10])).Message,
                        StringComparison.Ordinal);
        Assert.Contains(
            "scratch",
            Assert.Throws<ShapeException>(
                () =>
                    MixtureDensityLossKernel.Forward(
                        Floor, new float[13], new float[3], [1], new float[1], new float[9])).Message,
                        StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => new LossFunction(LossKind.MixtureDensity, Floor).TargetShape(new Shape(4, 12)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossFunction(LossKind.MixtureDensity));
    }

    private static (double[,] Predictions, double[,] Targets, double[] Weights) Case(int rows, int components)
    {
        var draws = new Draws(rows + components);
        double[,] predictions = draws.Matrix(rows, (6 * components) + 1), targets = draws.Matrix(rows, 3);
        double[] weights = Array.ConvertAll(draws.Vector(rows), w => (double)(float)(1.5 + w));
        for (int n = 0; n < rows; n++)
        {
            targets[n, 2] = n % 2;
        }

        if (rows > 2)
        {
            targets[2, 0] = double.NaN;
            weights[1] = 0;
        }

        return (predictions, targets, weights);
    }

    private static (float Loss, float[] Gradient) Run(
        CpuBackend backend, float[] predictions, float[] targets, float[] weights, int rows)
    {
        var function = new LossFunction(LossKind.MixtureDensity, Floor);
        using var arena = new Arena(backend);
        Tensor Make(Shape shape, float[] values)
        {
            Tensor tensor = arena.Allocate(shape);
            tensor.Write(values);
            return tensor;
        }

        Tensor p = Make(new Shape(rows, predictions.Length / rows), predictions), t = Make(new Shape(rows, 3), targets);
        Tensor saved = arena.Allocate(new Shape(function.SavedLength(targets.Length))),
            loss = arena.Allocate(new Shape(2));
        Tensor gradient = Make(p.Shape, new float[predictions.Length]);
        backend.LossForward(function, p, t, Make(new Shape(rows), weights), saved, loss);
        backend.LossBackward(function, p, t, saved, Make(new Shape(1), [1]), gradient);
        return (loss.ToArray()[0], gradient.ToArray());
    }
}
