namespace Carousel.Genomes.Genes;

/// <summary>What a network says of the genes that a sequence may have.</summary>
/// <remarks>
/// A gene brings the sum over its bases of ln p(its codon's place and strand) − ln p(outside), each within ±4, and
/// the same of its start and stop, each within ±12.
/// </remarks>
/// <param name="bases">The sequence.</param>
/// <param name="coding">[T, classes], logarithms.</param>
/// <param name="sites">[T, 5], logarithms.</param>
internal sealed class NetworkOdds(byte[] bases, float[] coding, float[] sites)
{
    /// <summary>The largest odds of a base, as a logarithm.</summary>
    public const double Limit = 4;

    private const double SiteLimit = 12;

    private readonly (Strand Strand, double[] Odds)[] _strands =
        [.. Strand.Both(bases).Select(s => (s, Odds(s, coding)))];

    /// <summary>What a gene brings.</summary>
    /// <param name="span">Its bases.</param>
    /// <param name="isReverse">Its strand.</param>
    public double Gene(NucleotideSpan span, bool isReverse)
    {
        (Strand strand, double[] odds) = _strands[isReverse ? 1 : 0];
        int start = isReverse ? strand.Place(span.End - 1) : span.Start, end = start + span.Length;
        return odds[end] - odds[start] + Site(strand, sites, end - 1, GeneClasses.Stop) + Start(span, isReverse);
    }

    /// <summary>What its start brings.</summary>
    /// <param name="span">The gene's bases.</param>
    /// <param name="isReverse">Its strand.</param>
    public double Start(NucleotideSpan span, bool isReverse)
    {
        Strand strand = _strands[isReverse ? 1 : 0].Strand;
        return Site(strand, sites, isReverse ? strand.Place(span.End - 1) : span.Start, GeneClasses.Start);
    }

    /// <summary>ln p(a site) − ln p(none).</summary>
    /// <param name="strand">The strand.</param>
    /// <param name="sites">[T, 5], logarithms.</param>
    /// <param name="place">The place on the strand's count.</param>
    /// <param name="site">Which, of the forward strand.</param>
    public static double Site(Strand strand, float[] sites, int place, int site)
    {
        const int classes = 5;
        int at = strand.Place(place) * classes;
        return Math.Clamp(sites[at + site + (strand.IsReverse ? 1 : 0)] - sites[at], -SiteLimit, SiteLimit);
    }

    private static double[] Odds(Strand strand, float[] coding)
    {
        int length = strand.Bases.Length, C = coding.Length / Math.Max(1, length);
        return Codons.Sums(length, (t, place) =>
        {
            int at = strand.Place(t) * C;
            return Math.Clamp(
                coding[at + GeneClasses.Codon(place, strand.IsReverse)] - coding[at + GeneClasses.Outside], -Limit,
                Limit);
        });
    }
}
