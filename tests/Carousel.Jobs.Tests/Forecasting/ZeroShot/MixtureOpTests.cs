using Carousel.Autograd;
using Carousel.Forecasting;
using Carousel.Tensors;
using Carousel.Training;
using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Jobs.Tests.Forecasting.ZeroShot;

/// <summary>The head of the zero-shot network: quantiles in order, and gradients as differences give them.</summary>
public sealed class MixtureOpTests
{
    private const int Rows = 3;

    [Fact]
    public void Quantiles_AreInOrder_AndTheMedianIsTheMixture()
    {
        (float[] outputs, float[] bases) = Draw(seed: 1, hidden: -1);
        float[] quantiles = new float[Patch * Levels];
        MixtureOp.Forward(outputs.AsSpan(0, Outputs), bases.AsSpan(0, Bases * Patch), quantiles);
        double[] raw = [.. outputs.Take(Bases).Select(y => Math.Exp(y))];
        for (int p = 0; p < Patch; p++)
        {
            float[] row = quantiles[(p * Levels)..((p + 1) * Levels)];
            Assert.Equal(row.Order(), row);
            double median = outputs[Bases + p]
                + (Enumerable.Range(0, Bases).Sum(b => raw[b] * bases[(b * Patch) + p]) / raw.Sum());
            Assert.Equal(median, row[Levels / 2], 1e-4);
        }
    }

    [Fact]
    public void Base_ThatIsNotThere_HasNoPart()
    {
        (float[] outputs, float[] bases) = Draw(seed: 2, hidden: 4);
        float[] first = new float[Patch * Levels], second = new float[Patch * Levels];
        MixtureOp.Forward(outputs.AsSpan(0, Outputs), bases.AsSpan(0, Bases * Patch), first);
        outputs[4] += 3;
        MixtureOp.Forward(outputs.AsSpan(0, Outputs), bases.AsSpan(0, Bases * Patch), second);
        Assert.Equal(first, second);
        Assert.DoesNotContain(first, float.IsNaN);
    }

    [Theory]
    [InlineData(3, -1)]
    [InlineData(4, 2)]
    public void Gradients_AreThoseOfDifferences(int seed, int hidden)
    {
        (float[] outputs, float[] bases) = Draw(seed, hidden);
        using var backend = new CpuBackend(1);
        var parameter = new Parameter("outputs", new Shape(Rows, Outputs));
        parameter.Allocate(backend);
        parameter.Set(outputs);
        var room = new MixtureRoom();
        float[] targets = [.. Enumerable.Range(0, Rows * Patch * Levels).Select(k => MathF.Sin(k))];
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(backend, [parameter], tape =>
        {
            Tensor given = tape.Input(bases, new Shape(Rows, Bases * Patch)).Value;
            Variable quantiles = MixtureOp.Apply(tape, tape.Use(parameter), given, room);
            return Loss.Squared.Apply(
                tape, quantiles, tape.Input(targets, new Shape(Rows, Patch * Levels)).Value);
        }, valuesPerParameter: 400);
        Assert.All(found, difference => Assert.InRange(difference.Error, 0, 2e-3));
    }

    private static (float[] Outputs, float[] Bases) Draw(int seed, int hidden)
    {
        var random = new Random(seed);
        float[] outputs = [.. Enumerable.Range(0, Rows * Outputs).Select(_ => (float)(2 * random.NextDouble()) - 1)],
            bases = [.. Enumerable.Range(0, Rows * Bases * Patch).Select(_ => (float)(4 * random.NextDouble()) - 2)];
        if (hidden >= 0)
        {
            for (int row = 0; row < Rows; row++)
            {
                bases.AsSpan(((row * Bases) + hidden) * Patch, Patch).Fill(float.NaN);
            }
        }

        return (outputs, bases);
    }
}
