using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Reference.Losses;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Losses;

/// <summary>
/// What every loss must show, through the entry of the backend: against its twin, added to, over threads, without
/// allocating.
/// </summary>
public abstract class LossKernelContract
{
    private readonly LossKind _kind;

    private protected LossKernelContract(LossKind kind) => _kind = kind;

    /// <summary>
    /// Some thirty roundings a term, functions of 2 ulp among them; the mean itself adds log₂ of the count.
    /// </summary>
    private const double Share = 100 * Near.Rounding;

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(130)]
    public void LossAndGradient_EqualTheTwin_WithWeightsAndAMissingTarget(int rows)
    {
        LossCase loss = LossCase.Of(_kind);
        var draws = new Draws(rows);
        double[,] predictions = draws.Matrix(rows, loss.P, 2);
        double[] targets = loss.Targets(rows, rows),
            weights = Array.ConvertAll(draws.Vector(rows), w => (double)(float)(1.5 + w));
        using var run = new Run(
            loss.Function, Near.Floats(predictions), Near.Floats(targets), Near.Floats(weights), rows);

        run.Forward();
        run.Backward(0.5f, start: 0);

        double expected = PointLossReference.Forward(loss.Value, predictions, targets, weights);
        double[,] gradient = PointLossReference.Backward(loss.Slopes, predictions, targets, weights);
        Near.Flat(gradient).ToArray().Select(g => g * 0.5).ToArray().CopyTo(Near.Flat(gradient));
        Assert.Equal(expected, run.Loss, Share * Math.Max(1, Math.Abs(expected)) * 4);
        Near.Largest(run.Gradient, gradient, Share);
    }

    [Fact]
    public void Gradient_IsAddedToWhatIsThere()
    {
        LossCase loss = LossCase.Of(_kind);
        using var fresh = new Run(
            loss.Function, new Draws(1).Floats(9 * loss.P), Near.Floats(loss.Targets(9, 2)), [], 9);
        fresh.Forward();
        fresh.Backward(1, start: 0);
        float[] alone = fresh.Gradient;
        fresh.Backward(1, start: 3);

        for (int k = 0; k < alone.Length; k++)
        {
            Assert.Equal(alone[k] + 3, fresh.Gradient[k], 4e-7f * (3 + Math.Abs(alone[k])));
        }
    }

    [Fact]
    public void Rows_OfWeightZero_LeaveNoTrace_WhateverTheyHold()
    {
        LossCase loss = LossCase.Of(_kind);
        float[] predictions = new Draws(4).Floats(6 * loss.P, 2), targets = Near.Floats(loss.Targets(6, 5)),
            weights = [1, 2, 0, 1, 0.5f, 1];
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

    [Fact]
    public void Loss_IsZero_WhenEveryTargetIsMissing()
    {
        LossCase loss = LossCase.Of(_kind);
        float[] targets = [float.NaN, float.NaN, float.NaN];
        using var run = new Run(loss.Function, new Draws(6).Floats(3 * loss.P), targets, [], 3);
        run.Forward();
        run.Backward(1, start: 0);

        Assert.Equal(0, run.Loss);
        Assert.Equal(0, run.Weight);
        Assert.All(run.Gradient, g => Assert.Equal(0, g));
    }

    [Fact]
    public void LossAndGradient_HaveEqualBits_ForAnyNumberOfThreads()
    {
        LossCase loss = LossCase.Of(_kind);
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

    [Fact]
    public void LossAndGradient_AllocateNothing()
    {
        LossCase loss = LossCase.Of(_kind);
        using var run = new Run(
            loss.Function, new Draws(9).Floats(20 * loss.P), Near.Floats(loss.Targets(20, 9)), [], 20);
        Allocations.AssertNone(() =>
        {
            run.Forward();
            run.BackwardOnly();
        });
    }

    [Fact]
    public void Loss_NamesTheArgument_WhenTargetsAreTooFew()
    {
        LossCase loss = LossCase.Of(_kind);
        using var run = new Run(loss.Function, new float[4 * loss.P], new float[3], [], 4);
        Assert.Equal(
            "targets: expected [M] = [4], which is 4 values, but got 3.",
            Assert.Throws<ShapeException>(run.Forward).Message.Split(" (Param")[0]);
    }

    private sealed class Run : IDisposable
    {
        private readonly CpuBackend _backend;
        private readonly LossFunction _function;
        private readonly List<HostStorage> _blocks = [];
        private readonly Tensor _predictions, _targets, _weights, _saved, _loss, _dLoss, _gradient;

        public Run(
            LossFunction function, float[] predictions, float[] targets, float[] weights, int rows, int threads = 1)
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

        public void BackwardOnly() =>
            _backend.LossBackward(_function, _predictions, _targets, _saved, _dLoss, _gradient);

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
