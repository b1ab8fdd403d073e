using Carousel.Execution;
using Carousel.Tasks.Genomes;
using Carousel.Tasks.Genomes.NextBase;

namespace Carousel.Tasks.Tests.Genomes;

public sealed class SurprisePeriodTests
{
    [Fact]
    public void PeriodOfThree_IsFoundWhereItIs_AndNotElsewhere()
    {
        var random = new CounterRandom(1, CounterRandom.Purpose("surprises of a test"));
        float[] surprises = [.. Enumerable.Range(0, 20_000).Select(t => (t is >= 5000 and < 12_000 && t % 3 == 0 ? 2.2f : 1.8f) + CounterRandom.ToUniform(random.Word(0, t)))];
        (SurprisePeriod inside, SurprisePeriod outside) = SurprisePeriod.Of([surprises], [new GenomeAnnotation([new CodingGene("g", [new BaseSpan(5000, 12_000)], true)], [])], seed: 1);
        Assert.InRange(inside.Ratio, 5, 1000);
        Assert.Equal(0.005, inside.PValue, 1e-9);
        Assert.InRange(outside.Ratio, 0.5, 1.6);
        Assert.InRange(outside.PValue, 0.03, 1);
        Assert.Equal((70, 130), (inside.Windows, outside.Windows));
    }
}
