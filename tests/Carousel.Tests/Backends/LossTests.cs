using Carousel.Backends;
using Carousel.Kernels.Losses;
using Carousel.Memory;
using Carousel.Reference.Losses;
using Carousel.Testing;
using Carousel.Tests.Kernels.Losses;

namespace Carousel.Tests.Backends;

/// <summary>All losses through the entry of the backend: against their twins, added to, over threads, without allocating.</summary>
public class LossTests
{
    /// <summary>Some thirty roundings a term, functions of 2 ulp among them; the mean itself adds log₂ of the count.</summary>
    private const double Share = 100 * Near.Rounding;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in LossCase.Names)
            {
                foreach (int rows in new[] { 1, 15, 17, 130 })
                {
                    cases.Add(name, rows);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> Losses => [.. LossCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossAndGradient_EqualTheTwin_WithWeightsAndAMissingTarget(string name, int rows)
    {
        LossCase loss = LossCase.Of(name);
        var draws = new Draws(rows);
        double[,] predictions = draws.Matrix(rows, loss.P, 2);
        double[] targets = loss.Targets(rows, rows), weights = Array.ConvertAll(draws.Vector(rows), w => (double)(float)(1.5 + w));
        using var run = new Run(loss.Function, Near.Floats(predictions), Near.Floats(targets), Near.Floats(weights), rows);

        run.Forward();
        run.Backward(0.5f, start: 0);

        double expected = PointLossReference.Forward(loss.Value, predictions, targets, weights);
        double[,] gradient = PointLossReference.Backward(loss.Slopes, predictions, targets, weights);
        Near.Flat(gradient).ToArray().Select(g => g * 0.5).ToArray().CopyTo(Near.Flat(gradient));
        Assert.Equal(expected, run.Loss, Share * Math.Max(1, Math.Abs(expected)) * 4);
        Near.Largest(run.Gradient, gradient, Share);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Gradient_IsAddedToWhatIsThere(string name)
    {
        LossCase loss = LossCase.Of(name);
        using var fresh = new Run(loss.Function, new Draws(1).Floats(9 * loss.P), Near.Floats(loss.Targets(9, 2)), [], 9);
        fresh.Forward();
        fresh.Backward(1, start: 0);
        float[] alone = fresh.Gradient;
        fresh.Backward(1, start: 3);

        for (int k = 0; k < alone.Length; k++)
        {
            Assert.Equal(alone[k] + 3, fresh.Gradient[k], 4e-7f * (3 + Math.Abs(alone[k])));
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Rows_OfWeightZero_LeaveNoTrace_WhateverTheyHold(string name)
    {
        LossCase loss = LossCase.Of(name);
        float[] predictions = new Draws(4).Floats(6 * loss.P, 2), targets = Near.Floats(loss.Targets(6, 5)), weights = [1, 2, 0, 1, 0.5f, 1];
        using var run = new Run(loss.Function, predictions, targets, weights, 6);
        run.Forward();
        run.Backward(1, start: 0);
        targets[2] = float.NaN;
        predictions.AsSpan(2 * loss.P, loss.P).Fill(30);
        using var other = new Run(loss.Function, predictions, targets, weights, 6);
        other.Forward();
        other.Backward(1, start: 0);

        Near.SameBits([other.Loss], [run.Loss]);
        Near.SameBits(other.Gradient, run.Gradient);
        Assert.All(run.Gradient.Skip(2 * loss.P).Take(loss.P), g => Assert.Equal(0, g));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Loss_IsZero_WhenEveryTargetIsMissing(string name)
    {
        LossCase loss = LossCase.Of(name);
        float[] targets = [float.NaN, float.NaN, float.NaN];
        using var run = new Run(loss.Function, new Draws(6).Floats(3 * loss.P), targets, [], 3);
        run.Forward();
        run.Backward(1, start: 0);

        Assert.Equal(0, run.Loss);
        Assert.Equal(0, run.Weight);
        Assert.All(run.Gradient, g => Assert.Equal(0, g));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void LossAndGradient_HaveEqualBits_ForAnyNumberOfThreads(string name)
    {
        LossCase loss = LossCase.Of(name);
        const int Rows = 700;
        float[] predictions = new Draws(7).Floats(Rows * loss.P, 2), targets = Near.Floats(loss.Targets(Rows, 8));
        using var one = new Run(loss.Function, predictions, targets, [], Rows);
        one.Forward();
        one.Backward(1, start: 0);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            using var many = new Run(loss.Function, predictions, targets, [], Rows, threads);
            many.Forward();
            many.Backward(1, start: 0);
            Near.SameBits([many.Loss], [one.Loss]);
            Near.SameBits(many.Gradient, one.Gradient);
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void LossAndGradient_AllocateNothing(string name)
    {
        LossCase loss = LossCase.Of(name);
        using var run = new Run(loss.Function, new Draws(9).Floats(20 * loss.P), Near.Floats(loss.Targets(20, 9)), [], 20);
        run.Forward();
        run.BackwardOnly();
        long before = GC.GetAllocatedBytesForCurrentThread();
        run.Forward();
        run.BackwardOnly();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Loss_NamesTheArgument_WhenTargetsAreTooFew()
    {
        using var run = new Run(new LossFunction(LossKind.Squared), new float[4], new float[3], [], 4);
        Assert.Equal("targets: expected [M] = [4], which is 4 values, but got 3.", Assert.Throws<ShapeException>(run.Forward).Message.Split(" (Param")[0]);
    }

    [Fact]
    public void CrossEntropy_NamesTheTarget_WhenItIsNoClass()
    {
        using var run = new Run(new LossFunction(LossKind.CrossEntropy), new float[6], [1, 3], [], 2);
        Assert.Contains("0…2", Assert.Throws<ArgumentOutOfRangeException>(run.Forward).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LossKind.Huber, 0f)]
    [InlineData(LossKind.CrossEntropy, 1f)]
    [InlineData(LossKind.BinaryCrossEntropy, -0.1f)]
    [InlineData(LossKind.Quantile, 0f)]
    public void LossFunction_RefusesNumbersOutOfRange(LossKind kind, float number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LossFunction(kind, number));

    private sealed class Run : IDisposable
    {
        private readonly CpuBackend _backend;
        private readonly LossFunction _function;
        private readonly List<HostStorage> _blocks = [];
        private readonly Tensor _predictions, _targets, _weights, _saved, _loss, _dLoss, _gradient;

        public Run(LossFunction function, float[] predictions, float[] targets, float[] weights, int rows, int threads = 1)
        {
            _backend = new CpuBackend(threads);
            _function = function;
            _predictions = Make(new Shape(rows, predictions.Length / rows), predictions);
            _targets = Make(new Shape(targets.Length), targets);
            _weights = weights.Length == 0 ? default : Make(new Shape(weights.Length), weights);
            _saved = Make(new Shape(function.SavedLength(targets.Length)), null);
            _loss = Make(new Shape(2), null);
            _dLoss = Make(new Shape(1), [1]);
            _gradient = Make(_predictions.Shape, new float[predictions.Length]);
        }

        public float Loss => _loss.ToArray()[0];

        public float Weight => _loss.ToArray()[1];

        public float[] Gradient => _gradient.ToArray();

        public void Forward() => _backend.LossForward(_function, _predictions, _targets, _weights, _saved, _loss);

        public void Backward(float dLoss, float start)
        {
            _dLoss.Write([dLoss]);
            float[] filled = new float[_gradient.Length];
            filled.AsSpan().Fill(start);
            _gradient.Write(filled);
            BackwardOnly();
        }

        public void BackwardOnly() => _backend.LossBackward(_function, _predictions, _targets, _saved, _dLoss, _gradient);

        public void Dispose()
        {
            _blocks.ForEach(b => b.Dispose());
            _backend.Dispose();
        }

        private Tensor Make(Shape shape, float[]? values)
        {
            var block = new HostStorage(shape.Length);
            _blocks.Add(block);
            var tensor = new Tensor(block, 0, shape);
            if (values is not null)
            {
                tensor.Write(values);
            }

            return tensor;
        }
    }
}
