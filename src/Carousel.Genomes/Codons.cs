namespace Carousel.Genomes;

/// <summary>
/// Where genes may begin and end: ATG, GTG and TTG begin, TAA, TAG and TGA end (translation table 11).
/// </summary>
internal static class Codons
{
    /// <summary>Bases of a codon.</summary>
    public const int Length = 3;

    /// <summary>Whether a gene may begin with the codon at a place.</summary>
    public static bool IsStart(ReadOnlySpan<byte> bases, int place) =>
        bases[place] is Bases.A or Bases.G or Bases.T && bases[place + 1] == Bases.T && bases[place + 2] == Bases.G;

    /// <summary>Whether the codon at a place ends a gene.</summary>
    public static bool IsStop(ReadOnlySpan<byte> bases, int place) =>
        bases[place] == Bases.T
            && ((bases[place + 1] == Bases.A && bases[place + 2] is Bases.A or Bases.G)
                || (bases[place + 1] == Bases.G && bases[place + 2] == Bases.A));

    /// <summary>Sums along the three frames of a strand: those at t + 3 and t differ by the codon at t.</summary>
    /// <param name="length">Bases of the strand.</param>
    /// <param name="score">What a base brings at a place of its codon, both from 0.</param>
    /// <returns>[length + 1].</returns>
    public static double[] Sums(int length, Func<int, int, double> score)
    {
        var sums = new double[length + 1];
        for (int t = 0; t + Length <= length; t++)
        {
            double codon = 0;
            for (int place = 0; place < Length; place++)
            {
                codon += score(t + place, place);
            }

            sums[t + Length] = sums[t] + codon;
        }

        return sums;
    }
}
