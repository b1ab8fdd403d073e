using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Lanes;

/// <summary>Networks of memory cell blocks in lanes against their twin, every option drawn.</summary>
public sealed class BlockLanesTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Truncated_ComputesAndLearnsAsTheTwin(int seed) =>
        CompareWithTwin(BlockLanesCase.Draw(seed, GradientKind.Truncated, symbols: false));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Truncated_ComputesAndLearnsAsTheTwin_WithSymbols(int seed) =>
        CompareWithTwin(BlockLanesCase.Draw(seed, GradientKind.Truncated, symbols: true));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Truncated_ComputesAndLearnsAsTheTwin_WithALargeAlphabet(int seed) =>
        CompareWithTwin(BlockLanesCase.Draw(seed, GradientKind.Truncated, symbols: true, largestAlphabet: 20));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Full_ComputesAndLearnsAsTheTwin(int seed) =>
        CompareWithTwin(BlockLanesCase.Draw(seed, GradientKind.Full, symbols: seed % 4 == 0));

    private static void CompareWithTwin(BlockLanesCase shown)
    {
        (double[] outputs, double[] weights) = shown.Twin();
        using BlockLanes lanes = BlockLanes.Make(shown.Network, shown.Rule, shown.HasSymbols, 16);
        int lane = lanes.Lanes - 1;

        float[] found = shown.Show(lanes, lane);

        var learned = new float[lanes.WeightCount];
        lanes.ReadWeights(lane, learned);
        double share = Near.Recurrent(shown.Steps, shown.Network.Inputs + shown.Network.HiddenUnits);
        Near.Largest(found, outputs, share);
        Near.Largest(learned, weights, share);
    }
}
