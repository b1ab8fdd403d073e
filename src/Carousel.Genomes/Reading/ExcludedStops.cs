namespace Carousel.Genomes.Reading;

/// <summary>
/// Adds the stop codon to genes whose annotation ends directly before it, as GTF does and files that were converted
/// from it; and counts genes that do not fit their sequences.
/// </summary>
/// <remarks>
/// Files are often merged from several sources, so a gene of whole codons without a stop that is followed by one ends
/// with that stop codon. If an annotation does not fit its sequences, this happens by chance. Stop codons are
/// therefore added only if more than half of the genes without one are followed by one.
/// </remarks>
internal static class ExcludedStops
{
    /// <summary>The annotations of sequences with all stop codons inside their genes.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="known">What their file says of each.</param>
    public static IReadOnlyList<GenomeAnnotation> AddTo(
        IReadOnlyList<GenomeSequence> sequences, IReadOnlyList<GenomeAnnotation> known)
    {
        (byte[] Bases, CodingGene Gene)[] lacking =
        [
            .. sequences.Zip(known).SelectMany(s => s.Second.Genes.Select(g => (s.First.Bases, g)))
                .Where(s => !EndsWithStop(s.Bases, s.g)),
        ];
        HashSet<CodingGene> ended =
            [.. lacking.Where(l => EndsWithStop(l.Bases, WithStop(l.Gene))).Select(l => l.Gene)];
        return 2 * ended.Count <= lacking.Length ? known
            : [
                .. known.Select(k => k with
                {
                    Genes = [.. k.Genes.Select(g => ended.Contains(g) ? WithStop(g) : g).OrderBy(g => g.Start)],
                    StopsAdded = k.Genes.Count(ended.Contains),
                }),
            ];
    }

    /// <summary>
    /// Whether a gene has whole codons from a start codon to a stop codon, or may be cut by an end of the sequence.
    /// </summary>
    public static bool Fits(byte[] bases, CodingGene gene) =>
        gene.Start < Codons.Length || gene.End + Codons.Length > bases.Length
        || (EndsWithStop(bases, gene) && (gene.Phase > 0 || Codons.IsStart(Coding(bases, gene), 0)));

    private static bool EndsWithStop(byte[] bases, CodingGene gene) =>
        gene.Start >= 0 && gene.End <= bases.Length && Coding(bases, gene) is { Length: >= Codons.Length } own
        && own.Length % Codons.Length == 0 && Codons.IsStop(own, own.Length - Codons.Length);

    private static byte[] Coding(byte[] bases, CodingGene gene) =>
        [.. gene.Places().Skip(gene.Phase).Select(p => gene.IsReverse ? Bases.Complement(bases[p]) : bases[p])];

    private static CodingGene WithStop(CodingGene gene)
    {
        NucleotideSpan[] parts = [.. gene.Parts];
        if (gene.IsReverse)
        {
            parts[0] = parts[0] with { Start = parts[0].Start - Codons.Length };
        }
        else
        {
            parts[^1] = parts[^1] with { End = parts[^1].End + Codons.Length };
        }

        return gene with { Parts = parts };
    }
}
