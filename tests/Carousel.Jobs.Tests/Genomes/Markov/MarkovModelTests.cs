using Carousel.Genomes;
using Carousel.Genomes.Markov;

namespace Carousel.Jobs.Tests.Genomes.Markov;

public sealed class MarkovModelTests
{
    private static readonly double[] _weights = [.. Enumerable.Repeat(2.0, ContextIndex.MostOrder + 1)];

    [Fact]
    public void Probabilities_OfEachOrder_SumToOne()
    {
        var model = new MarkovModel([RandomBases.Make(2000, seed: 1)], _weights);
        var found = new double[(model.Order + 1) * Bases.Count];
        model.Predict(0x12345678, -1, found);
        Assert.All(found.Chunk(Bases.Count), c => Assert.Equal(1, c.Sum(), 1e-12));
    }

    [Theory]
    [InlineData("", 45)]
    [InlineData("ACGGTTCAGCTGAACCGT", 57)]
    public void ABaseLeftOut_IsCountedNowhere_AlsoWhereItsRunIsItsOwnReverseComplement(string inserted, int place)
    {
        byte[] bases = [.. RandomBases.Make(40, seed: 5), .. Bases.Of(inserted), .. RandomBases.Make(20, seed: 6)];
        var model = new MarkovModel([bases], [.. Enumerable.Repeat(0.01, ContextIndex.MostOrder + 1)]);
        (_, uint context) = new ScoredPart(bases, place).Places().First();
        var found = new double[(model.Order + 1) * Bases.Count];
        model.Predict(context, bases[place], found);
        for (int order = 13; order <= model.Order; order++)
        {
            for (int x = 0; x < Bases.Count; x++)
            {
                Assert.Equal(found[(12 * Bases.Count) + x], found[(order * Bases.Count) + x], 1e-9);
            }
        }

        model.Predict(context, -1, found);
        Assert.True(found[(16 * Bases.Count) + bases[place]] > 0.9);
    }

    [Fact]
    public void TheOtherStrand_IsLearned()
    {
        byte[] bases = RandomBases.Make(3000, seed: 7);
        var model = new MarkovModel([bases], [.. Enumerable.Repeat(0.01, ContextIndex.MostOrder + 1)]);
        byte[] other = Bases.ReverseComplement(bases);
        Assert.InRange(model.Bits([new ScoredPart(other, 100)], CancellationToken.None)[16], 0, 0.1);
        Assert.InRange(
            model.Bits([new ScoredPart(RandomBases.Make(3000, seed: 8), 100)], CancellationToken.None)[16], 1.9, 100);
    }

    [Fact]
    public void ChosenOrder_IsThatOfTheSource()
    {
        // Each base repeats the one three before it with a probability of 0.9.
        byte[] noise = RandomBases.Make(60_000, seed: 9), bases = [.. noise];
        for (int t = 3; t < bases.Length; t++)
        {
            bases[t] = t % 10 == 0 ? noise[t] : bases[t - 3];
        }

        (_, double[] bits) = MarkovModel.Choose(
            [bases[..50_000]], [new ScoredPart(bases[50_000..], 20)], CancellationToken.None);
        Assert.InRange(bits[3], 0, bits[2] - 0.5);
        Assert.InRange(bits[2], 1.9, 2.1);
    }
}
