namespace Carousel.Genomes.Reading;

/// <summary>
/// Adds the stop codon to genes whose annotation ends directly before it, as GTF does and files that were converted
/// from it.
/// </summary>
/// <remarks>
/// Each gene decides for itself, because files are often merged from several sources: translation cannot go on at a
/// stop codon, so a gene of whole codons without a stop that is followed by one ends with that one.
/// </remarks>
internal static class ExcludedStops
{
    /// <summary>The annotation of a sequence with all stop codons inside its genes.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="annotation">What its file says of it.</param>
    public static GenomeAnnotation AddTo(byte[] bases, GenomeAnnotation annotation)
    {
        CodingGene[] genes = [.. annotation.Genes.Select(g => IsExcluded(bases, g) ? WithStop(g) : g)];
        int added = genes.Zip(annotation.Genes).Count(g => g.First.CodingLength > g.Second.CodingLength);
        return added == 0 ? annotation
            : annotation with { Genes = [.. genes.OrderBy(g => g.Start)], StopsAdded = added };
    }

    private static bool IsExcluded(byte[] bases, CodingGene gene)
    {
        int length = gene.CodingLength - gene.Phase;
        int behind = gene.IsReverse ? gene.Start - Codons.Length : gene.End;
        if (length < Codons.Length || length % Codons.Length != 0
            || behind < 0 || behind + Codons.Length > bases.Length)
        {
            return false;
        }

        // The last codon of a spliced gene may be divided between two of its parts.
        IEnumerable<int> places = gene.Parts.SelectMany(p => Enumerable.Range(p.Start, p.Length));
        return !IsStop(gene.IsReverse ? places.Take(Codons.Length) : places.TakeLast(Codons.Length))
            && IsStop(Enumerable.Range(behind, Codons.Length));

        bool IsStop(IEnumerable<int> ascending)
        {
            byte[] codon = [.. ascending.Select(p => bases[p])];
            return Codons.IsStop(gene.IsReverse ? Bases.ReverseComplement(codon) : codon, 0);
        }
    }

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
