using Carousel.Data;
using Carousel.Jobs.Fitting;

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
    private const int MostSpliced = 100_000_000;

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
    /// <param name="scores">The evidence for each base of a strand.</param>
    /// <param name="lengths">How long genes and introns are.</param>
    /// <param name="least">The least score of a gene.</param>
    /// <exception cref="DataFormatException">The sequence is too long.</exception>
    public static IReadOnlyList<CodingGene> Spliced(
        byte[] bases, Func<Strand, SpliceScores> scores, SpliceLengths lengths, double least)
    {
        RequireLength("A sequence", bases.Length);
        var genes = new Dictionary<GeneCandidate, CodingGene>();
        foreach (Strand strand in Strand.Both(bases))
        {
            foreach ((IReadOnlyList<NucleotideSpan> parts, double score) in SplicedPath.Find(
                strand.Bases, scores(strand), lengths, least))
            {
                var gene = new CodingGene("", strand.Ascending(parts), strand.IsReverse) { Score = score };
                genes[new GeneCandidate(new NucleotideSpan(gene.Start, gene.End), gene.IsReverse, score)] = gene;
            }
        }

        return [.. GenePath.Best(genes.Keys).Select((c, k) => genes[c] with { Name = $"gene{k + 1}" })];
    }

    /// <summary>Rejects a sequence in which genes with introns cannot be found because it is too long.</summary>
    /// <param name="sequence">How the message calls it, at the beginning of a sentence.</param>
    /// <param name="length">Its bases that are read at once.</param>
    /// <exception cref="DataFormatException">It is too long.</exception>
    public static void RequireLength(string sequence, int length)
    {
        if (length > MostSpliced)
        {
            throw new DataFormatException(
                $"{sequence} has {FigureText.Count(length)} bases to find genes in. Genes with introns are found in "
                + $"at most {FigureText.Count(MostSpliced)} bases at once. Divide the sequence between two genes.");
        }
    }

    /// <summary>The evidence of a network for each base of a strand.</summary>
    /// <param name="strand">The strand.</param>
    /// <param name="coding">[T, 9], logarithms.</param>
    /// <param name="sites">[T, 5], logarithms.</param>
    public static SpliceScores Scores(Strand strand, float[] coding, float[] sites)
    {
        const int classes = 9;
        IReadOnlyList<byte> own = GeneClasses.OfStrand(strand.IsReverse);
        var scores = new SpliceScores(strand.Bases.Length);
        for (int t = 0; t < strand.Bases.Length; t++)
        {
            int at = strand.Place(t) * classes;
            double other = Math.Log(Math.Max(1e-6, 1 - own.Sum(c => Math.Exp(coding[at + c]))));
            for (int k = 0; k < own.Count; k++)
            {
                scores[t, k] = (float)Math.Clamp(coding[at + own[k]] - other, -NetworkOdds.Limit, NetworkOdds.Limit);
            }

            scores[t, SpliceScores.Start] = (float)NetworkOdds.Site(strand, sites, t, GeneClasses.Start);
            scores[t, SpliceScores.Stop] = (float)NetworkOdds.Site(strand, sites, t, GeneClasses.Stop);
        }

        return scores;
    }
}
