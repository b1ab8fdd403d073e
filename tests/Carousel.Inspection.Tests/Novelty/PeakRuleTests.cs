using Carousel.Autograd;
using Carousel.Inspection.Novelty;
using Carousel.Layers;

namespace Carousel.Inspection.Tests.Novelty;

public sealed class PeakRuleTests : IDisposable
{
    private const int Window = 64;

    private readonly CpuBackend _backend = new(1);
    private readonly Lstm _network;

    public PeakRuleTests() => _network = SourceSequences.Network(_backend);

    public void Dispose() => _backend.Dispose();

    // 60 sequences at 10 %: 6 expected, 14 or more have a probability of 0.2 %. The slow test bounds the rate from both
    // sides.
    [Fact]
    [Trait("Speed", "Long")]
    public void Boundaries_AreNoMoreThanStated_WithOneSource()
    {
        int found = Enumerable.Range(0, 60).Count(s => Rule(s, 1500, [], 0.1, 39).Boundaries.Count > 0);

        Assert.InRange(found, 1, 13);
    }

    // 400 sequences: 99.9 % of the binomial distribution are within 7 … 36 at 5 % and within 22 … 61 at 10 %.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData(1500, 0.05, 7, 36)]
    [InlineData(1500, 0.1, 22, 61)]
    [InlineData(4000, 0.05, 7, 36)]
    [InlineData(4000, 0.1, 22, 61)]
    public void Boundaries_AreAsManyAsStated_InManySequences(int steps, double rate, int least, int most)
    {
        int found = Enumerable.Range(0, 400).Count(s => Rule(s, steps, [], rate, 99).Boundaries.Count > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{found} of 400");

        Assert.InRange(found, least, most);
    }

    [Fact]
    public void Boundaries_StandWhereTheSourceChanges()
    {
        int[] changes = [400, 800, 1300];
        int hits = 0, wrong = 0;
        for (int s = 0; s < 10; s++)
        {
            PeakRule rule = Rule(s, 1700, changes, 0.05, 99);
            hits += changes.Count(c => rule.Boundaries.Any(b => Math.Abs(b.Step - c) <= Window / 4));
            wrong += rule.Boundaries.Count(b => changes.All(c => Math.Abs(b.Step - c) > Window));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{hits} of 30, {wrong} elsewhere");
        Assert.InRange(hits, 24, 30);
        Assert.InRange(wrong, 0, 2);
    }

    [Fact]
    public void Boundaries_GrowInNumber_WithTheRate()
    {
        PeakRule strict = Rule(3, 1700, [], 0.05, 99), lenient = Rule(3, 1700, [], 5, 99);

        Assert.True(strict.Threshold > lenient.Threshold);
        Assert.InRange(lenient.Boundaries.Count, 1, lenient.Peaks.Count);
        Assert.All(lenient.Boundaries, b => Assert.InRange(b.ExpectedFalse, 0.01, 5));
    }

    [Fact]
    public void Rate_IsRefused_WhereShufflesAreTooFew()
    {
        StateGrid grid = StateGrid.Of(
            SourceSequences.States(_network, _backend, 1, 400, []), SourceSequences.Units, Window);

        Assert.Throws<ArgumentOutOfRangeException>(() => PeakRule.Of(grid, 0.01, 1, 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => PeakRule.Of(grid, 0, 1, 20));
    }

    private PeakRule Rule(int seed, int steps, int[] changes, double rate, int surrogates) => PeakRule.Of(
        StateGrid.Of(
            SourceSequences.States(_network, _backend, 100 + seed, steps, changes), SourceSequences.Units, Window),
            rate, 5, surrogates);
}
