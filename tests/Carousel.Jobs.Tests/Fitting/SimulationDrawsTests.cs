using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Fitting;

/// <summary>Bounds on means are five standard deviations of the mean.</summary>
public sealed class SimulationDrawsTests
{
    private const int Many = 40_000;

    private readonly SimulationDraws _draws = new(3, "draws");

    [Theory]
    [InlineData(0u)]
    [InlineData(7u)]
    [InlineData(uint.MaxValue)]
    public void Uniform_IsTheNextWordOfSeedPurposeAndStream(uint stream)
    {
        var random = new CounterRandom(11, CounterRandom.Purpose("card 4"));
        var draws = new SimulationDraws(11, "card 4", stream);

        for (int k = 0; k < 9; k++)
        {
            Assert.Equal(CounterRandom.ToUniform(random.Word(stream, k)), draws.Uniform());
        }
    }

    [Fact]
    public void Stream_IsTheFirst_WhenNoneIsNamed() =>
        Assert.Equal(new SimulationDraws(3, "draws", 0).Uniform(), _draws.Uniform());

    [Fact]
    public void Below_AndBetween_ReachTheirEndsAndNothingElse()
    {
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 200).Select(_ => _draws.Below(3)).Distinct().Order());
        Assert.Equal([-1, 0, 1, 2], Enumerable.Range(0, 200).Select(_ => _draws.Between(-1, 2)).Distinct().Order());
    }

    [Fact]
    public void Normal_HasMeanZeroAndDeviationOne()
    {
        double[] normals = [.. Enumerable.Range(0, Many).Select(_ => _draws.Normal())];

        Assert.Equal(0, normals.Average(), 5 / Math.Sqrt(Many));
        Assert.Equal(1, normals.Average(n => n * n), 5 * Math.Sqrt(2.0 / Many));
    }

    [Fact]
    public void Exponential_HasMeanOne_AndIsAboveItOnceInE()
    {
        double[] times = [.. Enumerable.Range(0, Many).Select(_ => _draws.Exponential())];

        Assert.Equal(1, times.Average(), 5 / Math.Sqrt(Many));
        Assert.Equal(1 / Math.E, times.Average(t => t > 1 ? 1.0 : 0), 5 * Math.Sqrt(0.25 / Many));
    }

    [Fact]
    public void Poisson_HasItsMean_AndAsMuchVariance()
    {
        double[] counts = [.. Enumerable.Range(0, Many).Select(_ => (double)_draws.Poisson(2.5))];

        // The squared distance from the mean m has variance m + 2m².
        Assert.Equal(2.5, counts.Average(), 5 * Math.Sqrt(2.5 / Many));
        Assert.Equal(2.5, counts.Average(c => (c - 2.5) * (c - 2.5)), 5 * Math.Sqrt((2.5 + (2 * 2.5 * 2.5)) / Many));
    }

    [Fact]
    public void Chance_AndPick_FollowTheirProbabilities()
    {
        double chance = Enumerable.Range(0, Many).Average(_ => _draws.Chance(0.2) ? 1.0 : 0);
        int[] picked = [.. Enumerable.Range(0, Many).Select(_ => _draws.Pick([3, 0, 1]))];

        Assert.Equal(0.2, chance, 5 * Math.Sqrt(0.16 / Many));
        Assert.DoesNotContain(1, picked);
        Assert.Equal(0.25, picked.Average(p => p == 2 ? 1.0 : 0), 5 * Math.Sqrt(0.1875 / Many));
    }
}
