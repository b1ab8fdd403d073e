using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Training.Losses;

public class LossTests
{
    [Fact]
    public void Squared_GivesTheWeightedMean_AndItsGradient()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Training);
        Variable p = tape.Watch(Make(arena, new Shape(3, 1), [1, 2, 5]));
        Tensor targets = Make(arena, new Shape(3, 1), [0, float.NaN, 3]),
            weights = Make(arena, new Shape(3), [1, 9, 3]);

        BatchLoss loss = Loss.Squared.ApplyToBatch(tape, p, targets, weights);
        tape.Backward(loss.Mean);

        Assert.Equal([3.25f], loss.Mean.Value.ToArray());
        Assert.Equal(4, loss.Elements);
        Assert.Equal([0.5f, 0, 3], tape.Gradient(p).ToArray());
    }

    [Fact]
    public void Quantile_TakesTheQuantilesOfATargetSideBySide()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Training);
        Variable p = tape.Watch(Make(arena, new Shape(1, 4), [1, 3, 5, 5]));
        Variable loss = Loss.Quantile(0.25f, 0.75f).Apply(tape, p, Make(arena, new Shape(1, 2), [2, 9]));
        tape.Backward(loss);

        // (0.25·1 + 0.25·1 + 0.25·4 + 0.75·4) / 4.
        Assert.Equal([1.125f], loss.Value.ToArray());
        Assert.Equal([-0.0625f, 0.0625f, -0.0625f, -0.1875f], tape.Gradient(p).ToArray());
    }

    [Fact]
    public void Losses_SayHowManyPredictionsATargetNeeds()
    {
        Assert.Equal(1, Loss.Huber(2).Function.Parameters);
        Assert.Equal(3, Loss.Quantile(0.1f, 0.5f, 0.9f).Function.Parameters);
        Assert.Equal(3, Loss.StudentT.Function.Parameters);
        Assert.Equal(new Shape(5, 1), Loss.CrossEntropy(0.1f).Function.TargetShape(new Shape(5, 8)));
        Assert.Throws<ArgumentException>(() => Loss.StudentT.Function.TargetShape(new Shape(5, 4)));
    }

    [Fact]
    public void Likelihood_ParametersStayInTheirRange_ForAnyOutputOfANetwork()
    {
        foreach (float x in new[] { -1e30f, -50, 0, 50, 1e30f })
        {
            Assert.True(Likelihood.Positive(x) >= Likelihood.Floor);
            Assert.True(Likelihood.Freedom(x) >= 2);
        }
    }

    [Fact]
    public void Apply_AllocatesNothing_OnceWarm()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        using var storage = new HostStorage(8);
        var tape = new Tape(backend, arena);
        var targets = new Tensor(storage, 0, new Shape(4, 1));
        targets.Write([1, 2, 3, 4]);
        float[] predictions = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        Allocations.AssertNone(() => Step(tape, predictions, targets), warmUps: 3);
    }

    private static void Step(Tape tape, float[] predictions, Tensor targets)
    {
        tape.Begin(TapeMode.Training);
        Tensor values = tape.Arena.Allocate(new Shape(4, 3));
        values.Write(predictions);
        tape.Backward(Loss.StudentT.Apply(tape, tape.Watch(values), targets));
    }

    private static Tensor Make(Arena arena, Shape shape, float[] values)
    {
        Tensor tensor = arena.Allocate(shape);
        tensor.Write(values);
        return tensor;
    }
}
