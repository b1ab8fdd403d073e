using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Genomes.Genes;

public sealed class GenePathTests
{
    [Fact]
    public void BestPath_IsThatOfASearchThroughAllPaths()
    {
        var random = new CounterRandom(4, CounterRandom.Purpose("candidates of a test"));
        long at = 0;
        for (int round = 0; round < 60; round++)
        {
            GeneCandidate[] candidates = [.. Enumerable.Range(0, 9).Select(_ =>
            {
                int start = Below(700);
                return new GeneCandidate(
                    new NucleotideSpan(start, start + 100 + Below(300)), Below(2) == 0, Below(100) - 20);
            })];
            double best = GenePath.Best(candidates).Sum(c => c.Score);
            Assert.Equal(Search(candidates), best, 1e-9);
        }

        int Below(int bound) => (int)(CounterRandom.ToUniform(random.Word(0, at++)) * bound);
    }

    [Fact]
    public void Nothing_IsChosen_WhereNothingBringsAnything() =>
        Assert.Empty(GenePath.Best([new GeneCandidate(new NucleotideSpan(0, 90), false, 0)]));

    // Every set of candidates in which each starts and ends after its neighbour and shares little with it.
    private static double Search(GeneCandidate[] candidates)
    {
        GeneCandidate[] ordered = [.. candidates.OrderBy(c => c.Span.End)];
        double best = 0;
        for (int set = 0; set < 1 << ordered.Length; set++)
        {
            GeneCandidate[] chosen = [.. ordered.Where((_, k) => (set >> k & 1) == 1)];
            bool isLegal = chosen.All(c => c.Score > 0) && chosen.Zip(chosen.Skip(1)).All(p =>
                p.First.Span.Start < p.Second.Span.Start && p.First.Span.End < p.Second.Span.End
                    && p.First.Span.End - p.Second.Span.Start <= GenePath.MostOverlap);
            best = isLegal ? Math.Max(best, chosen.Sum(c => c.Score)) : best;
        }

        return best;
    }
}
