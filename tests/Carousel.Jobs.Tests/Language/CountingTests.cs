using Carousel.Jobs.Baselines;
using Carousel.Language;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Language;

/// <summary>Counts that go on are those of the longer text; what a mixture learns lowers what it pays.</summary>
public sealed class CountingTests
{
    private const int V = 7;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    public void CountingOn_GivesTheRunsOfTheWholeText(int seed, int order)
    {
        int[] units = Units(seed, 600);
        var whole = new KneserNey(units, V, order);
        var first = new KneserNey(units.AsSpan(0, 400), V, order);
        KneserNey longer = first.Copy();
        var place = new KneserNey.Place(longer);
        foreach (int unit in units.AsSpan(400 - order, order))
        {
            place.Read(unit);
        }

        double before = first.Probability(units.AsSpan(395, 4), 1);
        foreach (int unit in units.AsSpan(400))
        {
            place.Count(unit);
        }

        Assert.Equal(whole.Runs, longer.Runs);
        Assert.Equal(before, first.Probability(units.AsSpan(395, 4), 1));
        double[] all = new double[V];
        place.Probabilities(all);
        Assert.Equal(1, all.Sum(), 1e-12);
        for (int unit = 0; unit < V; unit++)
        {
            Assert.Equal(all[unit], place.Probability(unit), 1e-14);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void AllProbabilities_AreThoseOfTheSingleUnits(int seed)
    {
        int[] units = Units(seed, 500);
        var counts = new KneserNey(units, V, 4);
        var place = new KneserNey.Place(counts);
        double[] all = new double[V];
        foreach (int unit in Units(seed + 10, 200))
        {
            place.Probabilities(all);
            Assert.Equal(place.Probability(unit), all[unit], 1e-14);
            Assert.InRange(place.Known, 0, 3);
            place.Read(unit);
        }
    }

    [Fact]
    public void AMixture_LearnsWhomToTrust()
    {
        // The network knows what comes, the counts are sure of something else.
        var draws = new Draws(8);
        var mixture = new Mixture(1);
        ProductOfExperts product = mixture.ToProduct(V);
        double first = 0, last = 0;
        for (int i = 0; i < 4000; i++)
        {
            int unit = draws.Below(V);
            for (int v = 0; v < V; v++)
            {
                product.Logarithms(0)[v] = Math.Log(v == unit ? 0.7 : 0.3 / (V - 1));
                product.Logarithms(1)[v] = Math.Log(v == 0 ? 0.7 : 0.3 / (V - 1));
            }

            double[] mixed = product.Mix(0).ToArray();
            Assert.Equal(1, mixed.Sum(Math.Exp), 1e-9);
            (first, last) = (i < 500 ? first - mixed[unit] : first, i >= 3500 ? last - mixed[unit] : last);
            product.Learn(unit, 0.02);
        }

        Assert.True(last < 0.6 * first);
        Assert.True(mixture.Weights[0] > 1.5);
        Assert.InRange(mixture.Weights[1], -0.3, 0.3);
    }

    private static int[] Units(int seed, int count)
    {
        var draws = new Draws(seed);
        return [.. Enumerable.Range(0, count).Select(i => i % 50 < 20 ? i % 3 : draws.Below(V))];
    }
}
