namespace Carousel.Genomes.Genes;

/// <summary>
/// From a network's scores of every base to genes along a legal path: a start codon, whole codons, no stop codon
/// before the last, short overlaps.
/// </summary>
internal static class GeneDecoder
{
    /// <summary>The shortest gene in bases, the stop codon among them.</summary>
    public const int Shortest = 60;

    private const int MostStarts = 6;

    /// <summary>Candidates of both strands.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="odds">What the network says of it.</param>
    public static IReadOnlyList<GeneCandidate> Candidates(byte[] bases, NetworkOdds odds) =>
    [
        .. Strand.Both(bases).SelectMany(strand => ReadingFrame.All(strand.Bases, Shortest).SelectMany(frame =>
            frame.Starts.Where(s => frame.End - s >= Shortest).Select(s => strand.Span(s, frame.End))
                .Select(s => new GeneCandidate(s, strand.IsReverse, odds.Gene(s, strand.IsReverse)))
                .OrderByDescending(c => c.Score).Take(MostStarts))),
    ];

    /// <summary>The genes.</summary>
    /// <param name="candidates">Genes that may be.</param>
    /// <param name="least">What a gene has to bring.</param>
    public static IReadOnlyList<CodingGene> Genes(IEnumerable<GeneCandidate> candidates, double least) =>
        GeneCandidate.ToGenes(GenePath.Best(candidates.Select(c => c with { Score = c.Score - least })));

    /// <summary>
    /// The genes of a genome with introns: the best path of each strand, and of both together those without
    /// overlap.
    /// </summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="coding">[T, 9], logarithms.</param>
    /// <param name="sites">[T, 5], logarithms.</param>
    /// <param name="least">What a gene has to bring.</param>
    public static IReadOnlyList<CodingGene> Spliced(byte[] bases, float[] coding, float[] sites, double least)
    {
        var genes = new Dictionary<GeneCandidate, CodingGene>();
        foreach (Strand strand in Strand.Both(bases))
        {
            foreach ((IReadOnlyList<NucleotideSpan> parts, double score) in SplicedPath.Find(
                strand.Bases, StrandScores(strand, coding, sites), least))
            {
                var gene = new CodingGene("", strand.Ascending(parts), strand.IsReverse) { Score = score };
                genes[new GeneCandidate(new NucleotideSpan(gene.Start, gene.End), gene.IsReverse, score)] = gene;
            }
        }

        return [.. GenePath.Best(genes.Keys).Select((c, k) => genes[c] with { Name = $"gene{k + 1}" })];
    }

    private static float[] StrandScores(Strand strand, float[] coding, float[] sites)
    {
        const int columns = 6, classes = 9;
        int[] own = strand.IsReverse ? [4, 5, 6, 8] : [1, 2, 3, 7];
        var scores = new float[strand.Bases.Length * columns];
        for (int t = 0; t < strand.Bases.Length; t++)
        {
            int at = strand.Place(t) * classes;
            double other = Math.Log(Math.Max(1e-6, 1 - own.Sum(c => Math.Exp(coding[at + c]))));
            for (int k = 0; k < own.Length; k++)
            {
                scores[(t * columns) + k] = (float)(coding[at + own[k]] - other);
            }

            scores[(t * columns) + 4] = (float)NetworkOdds.Site(strand, sites, t, GeneClasses.Start);
            scores[(t * columns) + 5] = (float)NetworkOdds.Site(strand, sites, t, GeneClasses.Stop);
        }

        return scores;
    }
}
