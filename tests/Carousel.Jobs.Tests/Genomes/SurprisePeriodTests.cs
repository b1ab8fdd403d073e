using Carousel.Genomes;
using Carousel.Genomes.NextBase;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Genomes;

public sealed class SurprisePeriodTests
{
    private static readonly CounterRandom _random = new(1, CounterRandom.Purpose("surprises of a test"));
    private static readonly float[] _surprises =
        [
            .. Enumerable.Range(0, 20_000)
                .Select(
                    t =>
                        (t is >= 5000 and < 12_000 && t % 3 == 0 ? 2.2f : 1.8f)
                            + CounterRandom.ToUniform(_random.Word(0, t))),
        ];

    [Fact]
    public void PeriodOfThree_IsFoundWhereItIs_AndNotElsewhere()
    {
        (SurprisePeriod inside, SurprisePeriod outside) = SurprisePeriod.Of(
            [_surprises], [Gene(5000, 12_000)], seed: 1);
        Assert.InRange(inside.Ratio, 5, 1000);
        Assert.Equal(0.005, inside.PValue, 1e-9);
        Assert.InRange(outside.Ratio, 0.5, 1.6);
        Assert.InRange(outside.PValue, 0.03, 1);
        Assert.Equal((70, 130), (inside.Windows, outside.Windows));
    }

    [Fact]
    public void PeriodOfThree_IsNotFound_WhenTheSameSurprisesAreShuffled()
    {
        int[] order = new int[7000];
        _random.Permutation(7, order);
        float[] shuffled = [.. _surprises[..5000], .. order.Select(k => _surprises[5000 + k]), .. _surprises[12_000..]];
        (SurprisePeriod inside, _) = SurprisePeriod.Of([shuffled], [Gene(5000, 12_000)], seed: 1);
        Assert.InRange(inside.Ratio, 0.5, 1.6);
        Assert.InRange(inside.PValue, 0.03, 1);
    }

    [Fact]
    public void PeriodOfThree_IsNotFound_WhenThePeriodIsFour()
    {
        float[] other =
        [
            .. _surprises.Select(
                (s, t) => t is >= 5000 and < 12_000 ? s + (t % 4 == 0 ? 0.4f : 0) - (t % 3 == 0 ? 0.4f : 0) : s),
        ];
        Assert.InRange(SurprisePeriod.Of([other], [Gene(5000, 12_000)], seed: 1).Item1.PValue, 0.03, 1);
    }

    private static GenomeAnnotation Gene(int from, int to) =>
        new([new CodingGene("g", [new NucleotideSpan(from, to)], true)], []);
}
