using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Genomes.Genes;

/// <summary>How well genes were found.</summary>
/// <param name="Coding">Coding bases, each strand by itself.</param>
/// <param name="Stops">Exact stops: the place and the strand of a stop codon; genes with one stop count once.</param>
/// <param name="Whole">Genes right in every part, from the start codon to the stop codon.</param>
internal sealed record GeneScores(FoundCounts Coding, FoundCounts Stops, FoundCounts Whole)
{
    /// <summary>Compares.</summary>
    /// <param name="known">What is known of each sequence; found genes of which half or more is doubtful are left out.</param>
    /// <param name="found">The genes found in each sequence.</param>
    public static GeneScores Of(IReadOnlyList<GenomeAnnotation> known, IReadOnlyList<IReadOnlyList<CodingGene>> found)
    {
        FoundCounts coding = default, whole = default;
        for (int s = 0; s < known.Count; s++)
        {
            bool[] doubtful = Covered(known[s].Doubtful, End(known[s], found[s]));
            CodingGene[] counted = Counted(known[s], found[s]);
            foreach (bool isReverse in new[] { false, true })
            {
                bool[] own = Covered(Spans(known[s].Genes, isReverse), doubtful.Length), other = Covered(Spans(counted, isReverse), doubtful.Length);
                for (int t = 0; t < doubtful.Length; t++)
                {
                    coding += doubtful[t] ? default : new FoundCounts(own[t] ? 1 : 0, other[t] ? 1 : 0, own[t] && other[t] ? 1 : 0);
                }
            }

            whole += Compare(known[s].Genes.Select(Structure).ToHashSet(StringComparer.Ordinal), counted.Select(Structure).ToHashSet(StringComparer.Ordinal));
        }

        return new GeneScores(coding, StopsOf(known, found), whole);
    }

    /// <summary>The exact stops alone.</summary>
    public static FoundCounts StopsOf(IReadOnlyList<GenomeAnnotation> known, IReadOnlyList<IReadOnlyList<CodingGene>> found)
    {
        FoundCounts stops = default;
        for (int s = 0; s < known.Count; s++)
        {
            CodingGene[] counted = Counted(known[s], found[s]);
            stops += Compare([.. known[s].Genes.Select(g => (g.StopPlace, g.IsReverse))], counted.Select(g => (g.StopPlace, g.IsReverse)).ToHashSet());
        }

        return stops;
    }

    /// <summary>The found genes that count, right or wrong: those of which less than half is doubtful.</summary>
    public static CodingGene[] Counted(GenomeAnnotation known, IReadOnlyList<CodingGene> found)
    {
        bool[] doubtful = Covered(known.Doubtful, End(known, found));
        return [.. found.Where(g => g.Parts.Sum(p => doubtful.AsSpan(p.Start, p.Length).Count(true)) * 2 < g.CodingLength)];
    }

    private static FoundCounts Compare<T>(HashSet<T> known, HashSet<T> found) => new(known.Count, found.Count, found.Count(known.Contains));

    private static IEnumerable<BaseSpan> Spans(IEnumerable<CodingGene> genes, bool isReverse) => genes.Where(g => g.IsReverse == isReverse).SelectMany(g => g.Parts);

    private static int End(GenomeAnnotation known, IReadOnlyList<CodingGene> found) =>
        known.Genes.Concat(found).Select(g => g.End).Concat(known.Doubtful.Select(d => d.End)).DefaultIfEmpty(0).Max();

    private static bool[] Covered(IEnumerable<BaseSpan> spans, int length)
    {
        var covered = new bool[length];
        foreach (BaseSpan span in spans)
        {
            covered.AsSpan(span.Start, span.Length).Fill(true);
        }

        return covered;
    }

    private static string Structure(CodingGene gene) => $"{(gene.IsReverse ? '-' : '+')}{string.Join(',', gene.Parts.Select(p => $"{p.Start}-{p.End}"))}";
}
