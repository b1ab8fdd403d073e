using Carousel.Reference.Laboratory;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Lanes;

/// <summary>The twin's gradients against finite differences, and the paper's timing against its renaming.</summary>
public sealed class BlockNetworkReferenceTests
{
    private const int T = 7;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void FullGradient_IsThatOfFiniteDifferences(int seed)
    {
        (BlockNetworkShape shape, double[] w, double[,] x, double[,] e) = Draw(seed);

        double[] gradient = BlockNetworkReference.FullGradient(shape, _ => w, x, e);

        FiniteDifference.Check("weights", () => Weighted(new BlockNetworkTrace(shape, _ => w, x), e), w, gradient);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TruncatedGradient_IsThatOfFiniteDifferences_WhereRecurrentSourcesAreConstant(int seed)
    {
        (BlockNetworkShape shape, double[] w, double[,] x, double[,] e) = Draw(seed);
        var frozen = new BlockNetworkTrace(shape, _ => (double[])w.Clone(), x);

        double[] gradient = BlockNetworkReference.TruncatedGradient(shape, _ => w, x, e);

        FiniteDifference.Check(
            "weights", () => Weighted(new BlockNetworkTrace(shape, _ => w, x, frozen), e), w, gradient);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Gradients_AreTheSame_WhereNothingIsRecurrent(int seed)
    {
        (BlockNetworkShape shape, _, double[,] x, double[,] e) = Draw(seed);
        shape = shape with { CellsFeed = false, GatesFeed = false, Peepholes = false };
        double[] w = new Draws(seed).Vector(shape.Weights, 0.8);

        double[] full = BlockNetworkReference.FullGradient(shape, _ => w, x, e);
        double[] truncated = BlockNetworkReference.TruncatedGradient(shape, _ => w, x, e);

        Assert.Contains(full, value => value != 0);
        for (int k = 0; k < full.Length; k++)
        {
            Assert.Equal(full[k], truncated[k], 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Equations_ToTheLetter_AreThoseOfOneStepWithoutInputInFront(int seed)
    {
        var draws = new Draws(seed);
        var letter = new BlockNetworkShape(2, 2, 2, 1)
        {
            CellsFeed = true,
            GatesFeed = true,
            OutputGates = true,
            GateBiases = true,
            CellBiases = true,
            OutputBiases = true,
            Delay = 1,
            CellInput = SquashingReference.CenteredTwo,
            CellOutput = SquashingReference.CenteredOne,
            Output = SquashingReference.Logistic,
        };
        BlockNetworkShape renamed = letter with { Delay = 0 };
        double[] w = draws.Vector(letter.Weights, 0.8);
        double[,] x = draws.Matrix(T, 2), padded = new double[T + 2, 2], shifted = new double[T + 1, 2];
        for (int t = 0; t < T; t++)
        {
            for (int i = 0; i < 2; i++)
            {
                padded[t, i] = x[t, i];
                shifted[t + 1, i] = x[t, i];
            }
        }

        var first = new BlockNetworkTrace(letter, _ => w, padded);
        var second = new BlockNetworkTrace(renamed, _ => w, shifted);
        double[,] lateErrors = new double[T + 2, 1], earlyErrors = new double[T + 1, 1];
        for (int t = 0; t <= T; t++)
        {
            Assert.Equal(first.Outputs[t + 1, 0], second.Outputs[t, 0], 1e-15);
            lateErrors[t + 1, 0] = earlyErrors[t, 0] = draws.Value();
        }

        double[] truncated = BlockNetworkReference.TruncatedGradient(letter, _ => w, padded, lateErrors);
        double[] renamedTruncated = BlockNetworkReference.TruncatedGradient(renamed, _ => w, shifted, earlyErrors);
        double[] full = BlockNetworkReference.FullGradient(letter, _ => w, padded, lateErrors);
        double[] renamedFull = BlockNetworkReference.FullGradient(renamed, _ => w, shifted, earlyErrors);
        for (int k = 0; k < w.Length; k++)
        {
            Assert.Equal(truncated[k], renamedTruncated[k], 1e-13);
            Assert.Equal(full[k], renamedFull[k], 1e-13);
        }
    }

    private static double Weighted(BlockNetworkTrace trace, double[,] e)
    {
        double sum = 0;
        for (int t = 0; t < e.GetLength(0); t++)
        {
            for (int k = 0; k < e.GetLength(1); k++)
            {
                sum += e[t, k] * trace.OutputNets[t, k];
            }
        }

        return sum;
    }

    private static (BlockNetworkShape Shape, double[] W, double[,] X, double[,] E) Draw(int seed)
    {
        var draws = new Draws(seed + 100);
        SquashingReference[] functions =
        [
            SquashingReference.Logistic, SquashingReference.CenteredOne, SquashingReference.CenteredTwo,
            SquashingReference.Identity,
        ];
        var shape = new BlockNetworkShape(
            1 + draws.Below(3), 1 + draws.Below(2), 1 + draws.Below(3), 1 + draws.Below(2))
        {
            CellsFeed = seed % 3 > 0,
            GatesFeed = seed % 3 == 2,
            InputsFeedOutputs = draws.Below(2) == 0,
            UnitsFeedCells = seed % 5 != 1,
            OutputGates = seed % 4 != 1,
            ForgetGates = seed % 2 == 0,
            Peepholes = seed % 3 != 1,
            GateBiases = draws.Below(2) == 0,
            CellBiases = draws.Below(2) == 0,
            OutputBiases = draws.Below(2) == 0,
            CellInput = functions[draws.Below(4)],
            CellOutput = functions[seed % 4],
            Output = SquashingReference.Logistic,
            Delay = seed % 5 == 0 ? 1 : 0,
        };
        return (shape, draws.Vector(shape.Weights, 0.8), draws.Matrix(T, shape.Inputs), draws.Matrix(T, shape.Outputs));
    }
}
