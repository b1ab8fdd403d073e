using Carousel.Genomes;
using Carousel.Genomes.Genes;

namespace Carousel.Jobs.Tests.Genomes.Genes.Counting;

public sealed class HexamerCountsTests
{
    private const int Hexamers = HexamerCounts.Hexamers;

    [Fact]
    public void Runs_AreNumbersToTheBaseFour_AndNoneHoldsAnUnknownBase()
    {
        Assert.Equal(
            [-1, -1, -1, -1, -1, 27, 109, -1, -1, -1, -1, -1, -1, 0],
            HexamerCounts.Runs(Bases.Of("AACGTACGNAAAAAA"))[..5].Concat(
                HexamerCounts.Runs(Bases.Of("AAACGTCNAAAAAA"))[5..]));
    }

    [Fact]
    public void AGene_IsCountedByThePlacesOfItsCodons_OnEitherStrand_WithoutItsStopCodon()
    {
        byte[] gene = Bases.Of("ATGGCCGCCTAA"), around = Bases.Of("CACACACA");
        var forward = new HexamerCounts();
        forward.Add([.. around, .. gene, .. around], [new CodingGene("a", [new NucleotideSpan(8, 20)], false)]);
        var reverse = new HexamerCounts();
        reverse.Add(
            Bases.ReverseComplement([.. around, .. gene, .. around]),
            [new CodingGene("a", [new NucleotideSpan(8, 20)], true)]);
        Assert.Equal(forward.Counts, reverse.Counts);
        Assert.Equal(9, forward.Counts[..(3 * Hexamers)].Sum());
        Assert.Equal(1, forward.Counts[(2 * Hexamers) + HexamerCounts.Runs(Bases.Of("GCCGCC"))[5]]);

        // Both strands of 28 bases.
        Assert.Equal(2 * 23, forward.Counts[(3 * Hexamers)..].Sum());
    }

    [Fact]
    public void Odds_AreNoneWhereNothingWasCounted_AndAreMovedByCodonsOfAnotherGenome()
    {
        Assert.All(new HexamerCounts().ToOdds(), o => Assert.Equal(0, o, 6));
        byte[] bases = RandomBases.Make(6000, seed: 1);
        CodingGene[] genes = [new CodingGene("a", [new NucleotideSpan(300, 3300)], false)];
        var counts = new HexamerCounts();
        counts.Add(bases, genes);
        float[] own = counts.ToOdds(), same = counts.ToOdds(counts);
        Assert.All(own.Zip(same), o => Assert.Equal(o.First, o.Second, 0.02f));

        // A genome whose genes hold only GCC: its codon gains, and other places stay.
        var other = new HexamerCounts();
        other.Add(
            [.. bases[..300], .. Enumerable.Repeat(Bases.Of("GCC"), 1000).SelectMany(c => c), .. bases[3300..]], genes);
        float[] moved = counts.ToOdds(other);
        int gcc = HexamerCounts.Runs(Bases.Of("AAAGCC"))[5];
        Assert.Equal(own[..(2 * Hexamers)], moved[..(2 * Hexamers)]);
        Assert.True(moved[(2 * Hexamers) + gcc] > own[(2 * Hexamers) + gcc] + 0.2f);
    }
}
