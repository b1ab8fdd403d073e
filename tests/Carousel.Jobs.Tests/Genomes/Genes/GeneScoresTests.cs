using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class GeneScoresTests
{
    [Fact]
    public void Scores_CountBasesByStrand_StopsOnce_AndWholeGenes()
    {
        GenomeAnnotation known = new(
            [Gene(0, 30), Gene(9, 30), Gene(40, 70, isReverse: true)], [new NucleotideSpan(100, 130)]);
        CodingGene[] found = [Gene(6, 30), Gene(40, 70, isReverse: true), Gene(40, 70), Gene(100, 130)];
        var scores = GeneScores.Of([known], [found]);
        Assert.Equal(new FoundCounts(60, 84, 54), scores.Coding);
        Assert.Equal(new FoundCounts(2, 3, 2), scores.Stops);
        Assert.Equal(new FoundCounts(3, 3, 1), scores.Whole);
        Assert.Equal(
            scores.Stops.Found,
            GeneScores.Counted(known, found)
                .Count(g => known.Genes.All(k => k.StopPlace != g.StopPlace || k.IsReverse != g.IsReverse))
                + scores.Stops.Right);
        Assert.Equal((2.0 / 3, 1.0, 0.8), (scores.Stops.Precision, scores.Stops.Recall, scores.Stops.F1));
    }

    private static CodingGene Gene(int start, int end, bool isReverse = false) =>
        new("g", [new NucleotideSpan(start, end)], isReverse);
}
