using Carousel.Genomes;
using Carousel.Genomes.Genes;

namespace Carousel.Jobs.Tests.Genomes.Genes.Counting;

public sealed class LinkCountsTests
{
    [Fact]
    public void GapsThatAreUsual_SpeakForNeighbors_TheSameFromEitherStrand()
    {
        // Genes of 300 bases of which each shares 4 with the one before.
        CodingGene[] genes =
        [
            .. Enumerable.Range(0, 200).Select(
                k => new CodingGene("", [new NucleotideSpan(k * 296, (k * 296) + 300)], false)),
        ];
        var links = new LinkCounts(new double[LinkCounts.Count]);
        links.Add(genes);
        Assert.True(links.Odds(false, false, -4) > 3);
        Assert.True(links.Odds(false, false, 100) < -1);
        Assert.Equal(0, links.Odds(false, false, 300));
        for (int gap = -LinkCounts.MostOverlap; gap < 320; gap++)
        {
            Assert.Equal(links.Odds(false, false, gap), links.Odds(true, true, gap));
        }

        Assert.Equal(links.Odds(false, true, -LinkCounts.MostOverlap), links.Odds(false, true, -500));
    }
}
