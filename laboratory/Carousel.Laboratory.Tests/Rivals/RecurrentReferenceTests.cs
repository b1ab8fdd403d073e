using Carousel.Laboratory.Rivals;
using Carousel.Reference.Laboratory;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>
/// The twin's gradients: forwards, backwards and by differences are one; Elman's is the one with the context held.
/// </summary>
public sealed class RecurrentReferenceTests
{
    [Theory]
    [InlineData(nameof(OutputPlace.Above), false, false)]
    [InlineData(nameof(OutputPlace.Above), true, true)]
    [InlineData(nameof(OutputPlace.Beside), true, false)]
    [InlineData(nameof(OutputPlace.Beside), true, true)]
    [InlineData(nameof(OutputPlace.Among), false, false)]
    [InlineData(nameof(OutputPlace.Among), false, true)]
    public void Gradients_AreTheDifferences_ForwardsAndBackwards(string place, bool readsInputs, bool bias)
    {
        RecurrentShape shape = Shape(place, readsInputs, bias);
        var draws = new Draws(5);
        RecurrentWeights weights = Weights(shape, draws);
        double[,] x = draws.Matrix(6, shape.I);
        double[,] targets = draws.Matrix(6, shape.O);
        RecurrentWeights forwards = Sum(shape, weights, x, targets, (twin, errors) => twin.RealTime(errors));
        RecurrentWeights backwards = Sum(shape, weights, x, targets, (twin, errors) => twin.ThroughTime(errors));

        Func<double> gain = () => -Loss(shape, weights, x, targets, null);
        FiniteDifference.Check("units, forwards", gain, weights.Units, forwards.Units);
        FiniteDifference.Check("units, backwards", gain, weights.Units, backwards.Units);
        if (shape.OutputSources > 0)
        {
            FiniteDifference.Check("outputs", gain, weights.Outputs, backwards.Outputs);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_IsTheDifferenceWithTheContextHeld_CutAsElmanDid(bool bias)
    {
        RecurrentShape shape = Shape(nameof(OutputPlace.Above), false, bias);
        var draws = new Draws(6);
        RecurrentWeights weights = Weights(shape, draws);
        double[,] x = draws.Matrix(6, shape.I);
        double[,] targets = draws.Matrix(6, shape.O);
        double[][] context = Contexts(shape, weights, x);
        RecurrentWeights cut = Sum(shape, weights, x, targets, (twin, errors) => twin.ThroughTime(errors, 1));

        FiniteDifference.Check("units", () => -Loss(shape, weights, x, targets, context), weights.Units, cut.Units);
    }

    private static RecurrentShape Shape(string place, bool readsInputs, bool bias) =>
        new(3, 4, 2, place == nameof(OutputPlace.Among), place == nameof(OutputPlace.Beside), readsInputs, bias);

    private static RecurrentWeights Weights(RecurrentShape shape, Draws draws) =>
        new(draws.Matrix(shape.U, shape.Sources, 2), draws.Matrix(shape.Among ? 0 : shape.O, shape.OutputSources, 2));

    private static RecurrentWeights Sum(
        RecurrentShape shape, RecurrentWeights weights, double[,] x, double[,] targets,
        Func<RecurrentReference, double[], RecurrentWeights> gradient)
    {
        var twin = new RecurrentReference(shape, weights);
        var sum = new RecurrentWeights(
            new double[shape.U, shape.Sources], new double[shape.Among ? 0 : shape.O, shape.OutputSources]);
        for (int t = 0; t < x.GetLength(0); t++)
        {
            double[] y = twin.Step(Row(x, t));
            RecurrentWeights found = gradient(twin, [.. y.Select((value, o) => targets[t, o] - value)]);
            RecurrentReference.Add(sum.Units, found.Units, 1);
            RecurrentReference.Add(sum.Outputs, found.Outputs, 1);
        }

        return sum;
    }

    private static double[][] Contexts(RecurrentShape shape, RecurrentWeights weights, double[,] x)
    {
        var twin = new RecurrentReference(shape, weights);
        var contexts = new double[x.GetLength(0)][];
        for (int t = 0; t < contexts.Length; t++)
        {
            contexts[t] = twin.Units;
            twin.Step(Row(x, t));
        }

        return contexts;
    }

    private static double Loss(
        RecurrentShape shape, RecurrentWeights weights, double[,] x, double[,] targets, double[][]? contexts)
    {
        var twin = new RecurrentReference(shape, weights);
        double loss = 0;
        for (int t = 0; t < x.GetLength(0); t++)
        {
            double[] y = twin.Step(Row(x, t), contexts?[t]);
            loss += y.Select((value, o) => (targets[t, o] - value) * (targets[t, o] - value) / 2).Sum();
        }

        return loss;
    }

    private static double[] Row(double[,] values, int t) =>
        [.. Enumerable.Range(0, values.GetLength(1)).Select(i => values[t, i])];
}
