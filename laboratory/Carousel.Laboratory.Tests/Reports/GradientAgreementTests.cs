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
        Assert.Equal(1, Cosine(network).Mean, 4);
    }

    [Fact]
    public void Gradients_Differ_WhereCellsAndGatesFeedEachOther() =>
        Assert.InRange(Cosine(AddingExperiment.MakeNetwork([-3, -6])).Mean, 0.3, 0.9999);

    [Fact]
    public void Gradients_HaveNoAngle_WhereNothingChanges()
    {
        // All weights 0: cells send nothing to the output, so errors reach no weight before it, and only the
        // output unit's change is left.
        var network = new BlockNetwork
        {
            Inputs = 2,
            Blocks = 1,
            BlockSize = 1,
            Outputs = 1,
            Biased = BiasedUnits.None,
        };
        Assert.Equal(
            0,
            GradientAgreement.Cosine(
                network, new float[network.WeightCount], new Adding(40), new TrialRandom(1, "agreement", 0),
                3).Compared);
    }

    [Fact]
    public void Sequences_WithoutAChange_AreLeftOut()
    {
        BlockNetwork network = AddingExperiment.MakeNetwork([-3, -6]);

        // An output with a bias this large is saturated, with slope 0.
        float[] weights = [.. Enumerable.Repeat(1e4f, network.WeightCount)];
        Assert.Equal(
            0,
            GradientAgreement.Cosine(
                network, weights, new Adding(40), new TrialRandom(1, "agreement", 0), 10).Compared);
        Assert.Equal(10, Cosine(network).Compared);
    }

    private static (double Mean, int Compared) Cosine(BlockNetwork network)
    {
        var random = new TrialRandom(1, "agreement", 0);
        float[] weights = [.. Enumerable.Range(0, network.WeightCount).Select(_ => random.Uniform(-0.3f, 0.3f))];
        return GradientAgreement.Cosine(network, weights, new Adding(40), random, 10);
    }
}
