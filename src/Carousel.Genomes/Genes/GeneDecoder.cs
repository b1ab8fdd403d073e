namespace Carousel.Genomes.Genes;

/// <summary>
/// From what a network says of every base to genes along a legal path: a start codon, whole codons, no stop codon
/// before the last, short overlaps.
/// </summary>
/// <remarks>
/// The score of a candidate is the sum over its bases of ln p(its codon's place and strand) − ln p(outside), each
/// within ±<see cref="Limit"/>, and the same of its start and stop, less
/// what a gene has to bring.
/// </remarks>
internal static class GeneDecoder
{
    /// <summary>The shortest gene in bases, the stop codon among them.</summary>
    public const int Shortest = 60;

    private const double Limit = 4;
    private const double SiteLimit = 12;
    private const int MostStarts = 6;

    /// <summary>Candidates of both strands.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="coding">[T, classes], logarithms.</param>
    /// <param name="sites">[T, 5], logarithms.</param>
    public static IReadOnlyList<GeneCandidate> Candidates(byte[] bases, float[] coding, float[] sites)
    {
        var candidates = new List<GeneCandidate>();
        foreach (Strand strand in Strand.Both(bases))
        {
            double[] odds = Odds(strand, coding);
            foreach (ReadingFrame frame in ReadingFrame.All(strand.Bases, Shortest))
            {
                double stop = Site(strand, sites, frame.End - 1, GeneClasses.Stop);
                candidates.AddRange(frame.Starts.Where(s => frame.End - s >= Shortest)
                    .Select(s => new GeneCandidate(
                        strand.Span(s, frame.End), strand.IsReverse,
                        odds[frame.End] - odds[s] + stop + Site(strand, sites, s, GeneClasses.Start)))
                    .OrderByDescending(c => c.Score).Take(MostStarts));
            }
        }

        return candidates;
    }

    /// <summary>The genes.</summary>
    /// <param name="candidates">See <see cref="Candidates"/>.</param>
    /// <param name="least">What a gene has to bring.</param>
    public static IReadOnlyList<CodingGene> Genes(IReadOnlyList<GeneCandidate> candidates, double least) =>
        GeneCandidate.ToGenes(GenePath.Best(candidates.Select(c => c with { Score = c.Score - least })));

    /// <summary>
    /// The genes of a genome with introns: the best path of each strand, and of both together those that do not lie on
    /// each other.
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

            scores[(t * columns) + 4] = (float)Site(strand, sites, t, GeneClasses.Start);
            scores[(t * columns) + 5] = (float)Site(strand, sites, t, GeneClasses.Stop);
        }

        return scores;
    }

    // odds[t + 3] − odds[t] is what the codon at t brings: sums along each of the three frames of a strand.
    private static double[] Odds(Strand strand, float[] coding)
    {
        int length = strand.Bases.Length, C = coding.Length / Math.Max(1, length);
        var odds = new double[length + 1];
        for (int t = 0; t + Codons.Length <= length; t++)
        {
            double codon = 0;
            for (int place = 0; place < Codons.Length; place++)
            {
                int at = strand.Place(t + place) * C;
                codon += Math.Clamp(
                    coding[at + GeneClasses.Codon(place, strand.IsReverse)] - coding[at + GeneClasses.Outside], -Limit,
                    Limit);
            }

            odds[t + Codons.Length] = odds[t] + codon;
        }

        return odds;
    }

    private static double Site(Strand strand, float[] sites, int place, int site)
    {
        const int classes = 5;
        int at = strand.Place(place) * classes;
        return Math.Clamp(sites[at + site + (strand.IsReverse ? 1 : 0)] - sites[at], -SiteLimit, SiteLimit);
    }
}
