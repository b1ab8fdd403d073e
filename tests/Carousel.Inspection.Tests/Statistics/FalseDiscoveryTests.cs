using Carousel.Jobs.Statistics;
using Carousel.Tensors;

namespace Carousel.Inspection.Tests.Statistics;

public class FalseDiscoveryTests
{
    // The 15 p values of Benjamini and Hochberg 1995, section 3.1; the adjusted ones are R's p.adjust(p, "BH").
    [Fact]
    public void Adjust_AgreesWithThePaper()
    {
        double[] p =
        [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0000,
        ];
        double[] adjusted = FalseDiscovery.Adjust(p);
        Assert.Equal(4, adjusted.Count(q => q <= 0.05));
        Assert.Equal(0.0015, adjusted[0], 1e-12);
        Assert.Equal(0.0095, adjusted[2], 1e-12);
        Assert.Equal(0.035625, adjusted[3], 1e-12);
        Assert.Equal(0.0603, adjusted[4], 1e-12);
        Assert.Equal(0.0298 * 15 / 7, adjusted[5], 1e-12);
        Assert.Equal(1, adjusted[14]);
    }

    [Fact]
    public void Adjust_KeepsTheOrderOfItsInput()
    {
        Assert.Equal([0.04, 0.03, 0.03], FalseDiscovery.Adjust([0.04, 0.01, 0.02]).Select(q => Math.Round(q, 12)));
        Assert.Empty(FalseDiscovery.Adjust([]));
    }

    [Fact]
    public void Adjust_GivesEqualValuesEqualAnswers() =>
        Assert.Equal([0.03, 0.5, 0.03], FalseDiscovery.Adjust([0.02, 0.5, 0.02]).Select(q => Math.Round(q, 12)));

    [Fact]
    public void Adjust_HoldsTheRateOfFalseDiscoveries()
    {
        const int Studies = 400, Tests = 40, Planted = 20;
        var random = new CounterRandom(3, CounterRandom.Purpose("false discoveries"));
        double share = 0;
        for (uint s = 0; s < Studies; s++)
        {
            var uniform = new float[Tests];
            random.Uniform(s, uniform);
            double[] q = FalseDiscovery.Adjust([.. uniform.Select((u, i) => i < Planted ? u * 0.01 : u)]);
            int found = q.Count(v => v <= 0.1), wrong = q.Skip(Planted).Count(v => v <= 0.1);
            share += found == 0 ? 0 : (double)wrong / found;
        }

        // The expected share is 0.1 · 20 / 40; its standard error over 400 studies is below 0.003.
        Assert.InRange(share / Studies, 0.035, 0.065);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Adjust_RefusesWhatIsNoProbability(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FalseDiscovery.Adjust([0.5, p]));
}
