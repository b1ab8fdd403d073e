using Carousel.Language;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Language;

public sealed class KneserNeyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(7, 5)]
    public void Probabilities_SumToOne_AfterAnyContext(int seed, int order)
    {
        const int V = 9;
        var draws = new Draws(seed);

        // Two units are never seen, and repetitions make counts of three and more.
        int[] units = [.. Enumerable.Range(0, 400).Select(i => i % 50 < 20 ? i % 3 : draws.Below(V - 2))];
        var model = new KneserNey(units, V, order);
        for (int trial = 0; trial < 60; trial++)
        {
            int[] context = [.. Enumerable.Range(0, draws.Below(7)).Select(_ => draws.Below(V))];
            double sum = 0;
            for (int unit = 0; unit < V; unit++)
            {
                double probability = model.Probability(context, unit);
                Assert.InRange(probability, 1e-9, 1);
                sum += probability;
            }

            Assert.Equal(1, sum, 1e-12);
        }
    }

    [Fact]
    public void Probability_IsThatWorkedByHand_OfPairs()
    {
        // a a b a b b a, with a = 0, b = 1, c = 2 never seen. Pairs: aa 1, ab 2, ba 2, bb 1.
        var model = new KneserNey([0, 0, 1, 0, 1, 1, 0], 3, order: 2);

        // Counts of pairs: n1 = 2, n2 = 2, n3 = n4 = 0; Y = 2/(2 + 2·2) = 1/3; D1 = 1 − 2·Y·2/2 = 1/3; D2 = 2 − 3·Y·0/2
        // = 2.
        // Different units before a: the beginning, a, b; before b: a, b. So n1 = 0, n2 = 1, n3 = 1; Y = 0, D2 = 2 − 0
        // = 2, D3 = 3 − 0 = 3: everything
        // is taken away and given to the even distribution: p(a) = p(b) = p(c) = 1/3.
        // After a: total 3, taken D1 (aa) + D2 (ab) = 7/3: p(b | a) = (2 − 2 + 7/3 · 1/3) / 3 = 7/27, p(a | a) = (1 −
        // 1/3 + 7/9) / 3 = 13/27.
        Assert.Equal(1.0 / 3, model.Probability([], 2), 1e-12);
        Assert.Equal(7.0 / 27, model.Probability([0], 1), 1e-12);
        Assert.Equal(13.0 / 27, model.Probability([0], 0), 1e-12);
        Assert.Equal(7.0 / 27, model.Probability([0], 2), 1e-12);

        // After c nothing was seen: the shorter context speaks.
        Assert.Equal(model.Probability([], 1), model.Probability([2], 1), 1e-12);
    }

    [Fact]
    public void Surprises_AreThoseOfTheProbabilities_AndLowerWhereTheTextRepeats()
    {
        int[] units = [.. Enumerable.Range(0, 300).Select(i => i % 6)];
        var model = new KneserNey(units.AsSpan(0, 200), 6);

        float[] surprises = model.Surprises(units, 200);

        Assert.Equal(100, surprises.Length);
        Assert.Equal(-Math.Log(model.Probability(units.AsSpan(0, 250), units[250])), surprises[50], 1e-6);
        Assert.True(surprises.Average() < 0.2);
        Assert.True(new KneserNey(units.AsSpan(0, 200), 6, 1).Surprises(units, 200).Average() > 1.5);
    }

    [Fact]
    public void AUnitBeyondTheVocabulary_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KneserNey([0, 3], 3));
}
