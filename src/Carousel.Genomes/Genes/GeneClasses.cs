using Carousel.Genomes.Labeling;

namespace Carousel.Genomes.Genes;

/// <summary>
/// What a gene finder says of every base: which place of a codon it is, on which strand, and whether a gene begins or
/// ends there.
/// </summary>
internal static class GeneClasses
{
    /// <summary>The class of bases outside of genes.</summary>
    public const int Outside = 0;

    /// <summary>The class of an intron of the forward strand; of the reverse strand it is the next.</summary>
    public const int Intron = 7;

    /// <summary>The first base of a start codon of the forward strand; of the reverse strand it is the next.</summary>
    public const int Start = 1;

    /// <summary>The last base of a stop codon of the forward strand; of the reverse strand it is the next.</summary>
    public const int Stop = 3;

    private const int CodonPlaces = 3;

    private static readonly string[] _coding =
    [
        "outside", "codon 1, forward", "codon 2, forward", "codon 3, forward", "codon 1, reverse", "codon 2, reverse",
        "codon 3, reverse",
    ];

    /// <summary>The heads.</summary>
    /// <param name="isSpliced">Whether there are introns.</param>
    public static IReadOnlyList<NucleotideHead> Heads(bool isSpliced) =>
    [
        new(
            "coding", isSpliced ? [.. _coding, "intron, forward", "intron, reverse"] : _coding,
            isSpliced ? [0, 4, 5, 6, 1, 2, 3, 8, 7] : [0, 4, 5, 6, 1, 2, 3]),
        new("sites", ["none", "start, forward", "start, reverse", "stop, forward", "stop, reverse"], [0, 2, 1, 4, 3]),
    ];

    /// <summary>The class of a place of a codon.</summary>
    /// <param name="place">0, 1 or 2.</param>
    /// <param name="isReverse">Whether the gene is on the reverse strand.</param>
    public static int Codon(int place, bool isReverse) => 1 + place + (isReverse ? CodonPlaces : 0);

    /// <summary>The classes of a gene on a strand: the places of a codon, and an intron.</summary>
    /// <param name="isReverse">Whether it is the reverse strand.</param>
    /// <returns>[4].</returns>
    public static IReadOnlyList<byte> OfStrand(bool isReverse) => isReverse ? [4, 5, 6, 8] : [1, 2, 3, 7];

    /// <summary>The classes of every base of a sequence. If genes overlap, the longest counts.</summary>
    /// <param name="bases">The sequence.</param>
    /// <param name="annotation">Its genes.</param>
    /// <param name="isSpliced">Whether bases between the parts of a gene are an intron; else they are outside.</param>
    public static NucleotideTracks Tracks(byte[] bases, GenomeAnnotation annotation, bool isSpliced)
    {
        var (coding, sites) = (new byte[bases.Length], new byte[bases.Length]);
        foreach (NucleotideSpan span in annotation.Doubtful)
        {
            span.Of(coding).Fill(NucleotideTracks.Unknown);
            span.Of(sites).Fill(NucleotideTracks.Unknown);
        }

        foreach (CodingGene gene in annotation.Genes.OrderBy(g => g.CodingLength))
        {
            int side = gene.IsReverse ? 1 : 0;
            for (int k = 1; isSpliced && k < gene.Parts.Count; k++)
            {
                int end = gene.Parts[k - 1].End;
                coding.AsSpan(end, Math.Max(0, gene.Parts[k].Start - end))
                    .Fill((byte)(Intron + side));
            }

            int place = (CodonPlaces - gene.Phase) % CodonPlaces;
            foreach (int t in gene.Places())
            {
                coding[t] = (byte)Codon(place, gene.IsReverse);
                place = (place + 1) % CodonPlaces;
            }

            sites[gene.StartPlace] = (byte)(Start + side);
            sites[gene.StopPlace] = (byte)(Stop + side);
        }

        return new NucleotideTracks(bases, [coding, sites], []);
    }
}
