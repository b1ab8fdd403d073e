using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Attribution;
using Carousel.Layers;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Attribution;

/// <summary>The example of the guide.</summary>
public sealed class AttributionGuideTests
{
    [Fact]
    public void Example_GivesPartsThatAddUp()
    {
        const int T = 20, I = 3;
        float[] input = new Draws(1).Floats(T * I);

        #region attribution
        using var backend = new CpuBackend();
        var layers = new Stack(new Lstm(I, 8), new Dense(8, 1));
        layers.Build(backend, seed: 1);

        Variable Score(Tape tape, Variable rows, Packing packing) =>
            tape.LastRows(layers.Forward(tape, rows, packing).Hidden, packing);

        InputAttribution parts = IntegratedGradients.Of(backend, Score, input, I, baseline: Baselines.Mean(input, I));
        double[] bySteps = parts.BySteps();             // [T]; together parts.Score − parts.BaselineScore
        double missed = parts.CompletenessError;        // as a share of that difference
        #endregion

        Assert.Equal(parts.Score - parts.BaselineScore, bySteps.Sum(), 0.01);
        Assert.InRange(missed, 0, 0.01);
    }
}
