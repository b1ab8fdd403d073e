using System.Runtime.Intrinsics;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Textbook.Online;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>What statements of 1997 are measured with: costs that are counted, and the plainest lag.</summary>
public class OnlineTests
{
    private const ulong Seed = 7;

    [Fact]
    public void Operations_AreCounted_LoadsAndStoresAreNot()
    {
        Vector128<float> two = CountedLanes.Broadcast(2);
        long before = CountedLanes.Operations;
        Vector128<float> sum = CountedLanes.MultiplyAdd(two, two, CountedLanes.Add(two, CountedLanes.Zero));
        Assert.Equal(2, CountedLanes.Operations - before);
        Assert.Equal(Vector128.Create(6f), sum);
    }

    [Fact]
    public void TruncatedCost_DoesNotGrowWithTheLength_FullCostDoes()
    {
        LearningCost Cost(GradientKind gradient, int steps) => LearningCost.OfCells(gradient, 2, steps, Seed);
        Assert.Equal(
            Cost(GradientKind.Truncated, 40).Operations, Cost(GradientKind.Truncated, 80).Operations, 0.05);
        Assert.Equal(Cost(GradientKind.Truncated, 40).Values, Cost(GradientKind.Truncated, 80).Values);
        Assert.True(
            Cost(GradientKind.Full, 80).Operations > 1.5 * Cost(GradientKind.Full, 40).Operations,
            "The full gradient of every step goes back over all steps before.");
    }

    [Fact]
    public void RealTimeCost_GrowsWithTheUnits()
    {
        LearningCost Cost(int units) => LearningCost.OfUnits(RecurrentGradient.RealTime, units, 20, Seed);
        Assert.True(Cost(16).Operations > 2 * Cost(4).Operations);
        Assert.True(Cost(16).Values > 2 * Cost(4).Values);
    }

    /// <summary>
    /// If no unit reads another's output, truncation leaves nothing out: differences of the loss
    /// give the gradient.
    /// </summary>
    [Fact]
    public void UnrolledTruncation_IsThatOfFiniteDifferences_WhereNothingIsRecurrent()
    {
        const float Change = 0.01f;
        var network = new BlockNetwork { Inputs = 2, Blocks = 2, BlockSize = 2, Outputs = 1 };
        var random = new TrialRandom(Seed, "weights", 0);
        int sources = network.Inputs + network.HiddenUnits + 1, hidden = network.HiddenUnits * sources;
        bool IsRecurrent(int k) =>
            k < hidden && k % sources >= network.Inputs && k % sources < network.Inputs + network.HiddenUnits;
        float[] weights =
        [
            .. Enumerable.Range(0, network.WeightCount).Select(k => IsRecurrent(k) ? 0 : random.Uniform(-1, 1)),
        ];
        float[][] inputs = [[0.5f, -0.8f], [-0.1f, 0.9f], [0.7f, 0.3f]];
        double[] descent = new UnrolledTruncation(network, weights).Descent(inputs, [1]);
        for (int k = 0; k < network.WeightCount; k++)
        {
            Assert.Equal((Loss(k, -Change) - Loss(k, Change)) / (2 * Change), descent[k], 1e-4);
        }

        // The change of the output's bias is (t − y) y (1 − y), whose difference over targets of 1 and 0 tells y.
        double Loss(int weight, float by)
        {
            float[] moved = [.. weights];
            moved[weight] += by;
            var unrolled = new UnrolledTruncation(network, moved);
            double atOne = unrolled.Descent(inputs, [1])[^1], atZero = unrolled.Descent(inputs, [0])[^1];
            double y = -atZero / (atOne - atZero);
            return (1 - y) * (1 - y) / 2;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void KeptSymbol_AsksForTheFirstOfItsSymbols(int lag)
    {
        var problem = new KeptSymbol(lag);
        var random = new TrialRandom(Seed, "kept", 0);
        var sequence = new ProblemSequence();
        var targets = new List<float>();
        for (int n = 0; n < 50; n++)
        {
            problem.Draw(random, sequence);
            Assert.Equal(lag + 1, sequence.Length);
            Assert.Equal(lag, sequence.FirstTarget);
            Assert.Equal(5 + (int)sequence.Targets[0], sequence.Symbols[0]);
            Assert.Equal(4, sequence.Symbols[lag]);
            Assert.All(sequence.Symbols[1..lag].ToArray(), s => Assert.InRange(s, 0, 3));
            targets.Add(sequence.Targets[0]);
        }

        Assert.Equal(2, targets.Distinct().Count());
    }

    [Fact]
    public void Median_CountsFailuresWithTheBudget()
    {
        var runs = new KeptSymbolRuns(Seed, 1, 1000);
        TrialResult Run(bool isSolved, long sequences) => new() { IsSolved = isSolved, Sequences = sequences };
        Assert.Equal(40, runs.Median([Run(true, 60), Run(true, 20), Run(true, 40), Run(false, 1000)]));
        Assert.Equal(1000, runs.Median([Run(true, 60), Run(false, 1000), Run(false, 1000)]));
    }
}
