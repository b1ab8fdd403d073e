namespace Carousel.Genomes;

/// <summary>
/// Where genes may begin and end: ATG, GTG and TTG begin, TAA, TAG and TGA end (translation table 11).
/// </summary>
internal static class Codons
{
    /// <summary>Bases of a codon.</summary>
    public const int Length = 3;

    /// <summary>The number of G: see <see cref="Bases"/>.</summary>
    public const byte G = 2;

    /// <summary>The number of T.</summary>
    public const byte T = 3;

    private const byte A = 0;

    /// <summary>Whether a gene may begin with the codon at a place.</summary>
    public static bool IsStart(ReadOnlySpan<byte> bases, int place) =>
        bases[place] is A or G or T && bases[place + 1] == T && bases[place + 2] == G;

    /// <summary>Whether the codon at a place ends a gene.</summary>
    public static bool IsStop(ReadOnlySpan<byte> bases, int place) =>
        bases[place] == T
            && ((bases[place + 1] == A && bases[place + 2] is A or G)
                || (bases[place + 1] == G && bases[place + 2] == A));
}
