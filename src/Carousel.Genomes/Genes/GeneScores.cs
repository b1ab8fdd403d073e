using Carousel.Jobs.Measuring;

namespace Carousel.Genomes.Genes;

/// <summary>How well genes were found.</summary>
/// <param name="Coding">Coding bases, each strand by itself.</param>
/// <param name="Stops">Exact stops: the place and the strand of a stop codon; genes with one stop count once.</param>
/// <param name="Whole">Genes right in every part, from the start codon to the stop codon.</param>
internal sealed record GeneScores(FoundCounts Coding, FoundCounts Stops, FoundCounts Whole)
{
    /// <summary>Compares.</summary>
    /// <param name="known">What is known of each sequence; found genes of which half or more is doubtful are left
    /// out.</param>
    /// <param name="found">The genes found in each sequence.</param>
    public static GeneScores Of(IReadOnlyList<GenomeAnnotation> known, IReadOnlyList<IReadOnlyList<CodingGene>> found)
    {
        FoundCounts coding = default, whole = default;
        foreach ((GenomeAnnotation own, IReadOnlyList<CodingGene> all) in known.Zip(found))
        {
            bool[] doubtful = Doubtful(own, all);
            CodingGene[] counted = Counted(own, all);
            foreach (bool isReverse in new[] { false, true })
            {
                bool[] right = CodingBases(own.Genes, isReverse, doubtful.Length),
                    other = CodingBases(counted, isReverse, doubtful.Length);
                for (int t = 0; t < doubtful.Length; t++)
                {
                    coding += doubtful[t]
                        ? default
                        : new FoundCounts(right[t] ? 1 : 0, other[t] ? 1 : 0, right[t] && other[t] ? 1 : 0);
                }
            }

            whole += Compare(own.Genes, counted, WholeOf);
        }

        return new GeneScores(coding, StopsOf(known, found), whole);
    }

    /// <summary>Only the exact stops.</summary>
    public static FoundCounts StopsOf(
        IReadOnlyList<GenomeAnnotation> known, IReadOnlyList<IReadOnlyList<CodingGene>> found) =>
        known.Zip(found, (own, all) => Compare(own.Genes, Counted(own, all), g => g.Stop))
            .Aggregate(default(FoundCounts), (a, b) => a + b);

    /// <summary>What is the same for genes that are the same in every base.</summary>
    public static string WholeOf(CodingGene gene) =>
        $"{gene.IsReverse} {string.Join(',', gene.Parts.Select(p => $"{p.Start}-{p.End}"))}";

    /// <summary>The found genes that count, right or wrong: those of which less than half is doubtful.</summary>
    public static CodingGene[] Counted(GenomeAnnotation known, IReadOnlyList<CodingGene> found)
    {
        bool[] doubtful = Doubtful(known, found);
        return [.. found.Where(g => g.Parts.Sum(p => p.Of(doubtful).Count(true)) * 2 < g.CodingLength)];
    }

    private static FoundCounts Compare<T>(
        IEnumerable<CodingGene> known, IEnumerable<CodingGene> found, Func<CodingGene, T> by)
    {
        HashSet<T> own = [.. known.Select(by)], other = [.. found.Select(by)];
        return new FoundCounts(own.Count, other.Count, other.Count(own.Contains));
    }

    private static bool[] CodingBases(IEnumerable<CodingGene> genes, bool isReverse, int length) =>
        NucleotideSpan.Cover(genes.Where(g => g.IsReverse == isReverse).SelectMany(g => g.Parts), length);

    // As long as anything that is known or found reaches.
    private static bool[] Doubtful(GenomeAnnotation known, IReadOnlyList<CodingGene> found) => NucleotideSpan.Cover(
        known.Doubtful,
        known.Genes.Concat(found).Select(g => g.End).Concat(known.Doubtful.Select(d => d.End)).DefaultIfEmpty(0).Max());
}
