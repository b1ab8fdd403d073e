using Carousel.Genomes;
using Carousel.Genomes.Markov;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Genomes.Markov;

/// <summary>What counts while it reads learns what comes again, on either strand, and whom to trust.</summary>
public sealed class AdaptiveOrdersTests
{
    [Fact]
    public void EvenBases_CostTwoBits_AndHardlyMore()
    {
        var orders = new AdaptiveOrders(hasNetwork: false);

        double bits = Mean(orders, RandomBases.Make(20_000, 3));

        Assert.InRange(bits, 1.99, 2.05);
        Assert.InRange(orders.Bits[2], 1.99, 2.05);
    }

    [Fact]
    public void WhatComesAgain_OnEitherStrand_IsKnown()
    {
        byte[] bases = RandomBases.Make(3_000, 5);
        foreach (byte[] again in new[] { bases, Bases.ReverseComplement(bases) })
        {
            var orders = new AdaptiveOrders(hasNetwork: false);
            double first = Mean(orders, bases);
            orders.Break();

            Assert.InRange(first, 1.95, 2.15);
            Assert.InRange(Mean(orders, again), 0, 0.5);
        }
    }

    [Fact]
    public void OneOrderAlone_IsCountedAsByHand()
    {
        // Of order 1: A C A C, each with (c + 1) / (n + 4); the other strand reads G T G T in the other direction.
        var orders = new AdaptiveOrders(hasNetwork: false);

        _ = Mean(orders, [0, 1, 0, 1]);

        // First no context: 1/4. C after A: nothing known, 1/4. A after C: 1/4. C after A: once of once, 2/5.
        Assert.Equal((6 + Math.Log2(5.0 / 2)) / 4, orders.Bits[0], 1e-12);
    }

    [Theory]
    [InlineData(7, 1.25, 1.5)]
    [InlineData(0, 1.98, 2.1)]
    public void ANetwork_IsTrustedAsMuchAsItKnows(int rightInTen, double least, double most)
    {
        byte[] bases = RandomBases.Make(6_000, 9);
        var orders = new AdaptiveOrders(hasNetwork: true);
        var draws = new Draws(4);
        double first = 0, last = 0;
        for (int t = 0; t < bases.Length; t++)
        {
            // It says that it is right in seven of ten cases; where it knows nothing, it is in one of four.
            int told = rightInTen == 0 ? draws.Below(4)
                : draws.Below(10) < rightInTen ? bases[t] : (bases[t] + 1 + draws.Below(3)) % 4;
            float[] network = [.. Enumerable.Range(0, 4).Select(x => MathF.Log(x == told ? 0.7f : 0.1f))];
            double bits = orders.Read(bases[t], network);
            (first, last) = (first + (t < 100 ? bits : 0), last + (t >= 5_000 ? bits : 0));
        }

        // −0.7 · log2 0.7 − 0.3 · log2 0.1 is 1.36; it begins with the network's prediction.
        Assert.InRange(last / 1_000, least, most);
        Assert.True(rightInTen > 0 || first / 100 > (last / 1_000) + 0.1);
    }

    private static double Mean(AdaptiveOrders orders, byte[] bases) => bases.Average(b => orders.Read(b, []));
}
