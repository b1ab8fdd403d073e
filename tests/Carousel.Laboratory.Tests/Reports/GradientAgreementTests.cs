using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Reports;

public sealed class GradientAgreementTests
{
    [Fact]
    public void Gradients_AreEqual_WhereNothingFlowsBackButThroughStates()
    {
        var network = new BlockNetwork { Inputs = 2, Blocks = 2, BlockSize = 2, Outputs = 1, Wiring = Wiring.Below };
        Assert.Equal(1, Cosine(network), 4);
    }

    [Fact]
    public void Gradients_Differ_WhereCellsAndGatesFeedEachOther() => Assert.InRange(Cosine(AddingExperiment.MakeNetwork([-3, -6])), 0.3, 0.9999);

    private static double Cosine(BlockNetwork network)
    {
        var random = new TrialRandom(1, "agreement", 0);
        float[] weights = [.. Enumerable.Range(0, network.WeightCount).Select(_ => random.Uniform(-0.3f, 0.3f))];
        return GradientAgreement.Cosine(network, weights, new Adding(40), random, 10);
    }
}
