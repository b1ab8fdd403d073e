namespace Carousel.Genomes.Labeling;

/// <summary>
/// How long the open frame of a base would be, were it the first, second or third of a codon on either strand:
/// six numbers a base.
/// </summary>
/// <remarks>
/// A frame is open from the base after a stop codon to the end of the next. The numbers are 32·ln(1 + codons), in a
/// byte.
/// </remarks>
internal static class OpenFrames
{
    /// <summary>Numbers of a base: codon place 1, 2, 3 on the forward strand, then on the reverse one.</summary>
    public const int Count = 6;

    /// <summary>What the logarithm is multiplied by in a number of a base.</summary>
    public const double Scale = 32;

    /// <summary>What the network reads less.</summary>
    public const int Middle = 4;

    /// <summary>The numbers of every base.</summary>
    /// <returns>[T, 6].</returns>
    public static byte[] Of(byte[] bases)
    {
        var frames = new byte[bases.Length * Count];
        foreach (Strand strand in Strand.Both(bases))
        {
            byte[] codons = Codons(strand.Bases);
            for (int t = 0; t < bases.Length; t++)
            {
                for (int place = 0; place < NucleotideDesign.Fold; place++)
                {
                    int first = t - place;
                    frames[(strand.Place(t) * Count) + place + (strand.IsReverse ? NucleotideDesign.Fold : 0)] = first
                        >= 0
                        && first < codons.Length
                        ? codons[first]
                        : (byte)0;
                }
            }
        }

        return frames;
    }

    /// <summary>The index of a number of a base on the other strand.</summary>
    public static int Mirror(int number) => (number + NucleotideDesign.Fold) % Count;

    /// <summary>What the network reads for a number: 0 at 54 codons.</summary>
    public static float Value(byte number) => (float)((number / Scale) - Middle);

    // Of the codon that begins at each place.
    private static byte[] Codons(byte[] strand)
    {
        int places = Math.Max(0, strand.Length - NucleotideDesign.Fold + 1);
        var codons = new byte[places];
        for (int phase = 0; phase < NucleotideDesign.Fold; phase++)
        {
            for (int first = phase; first < places;)
            {
                int end = first;
                while (end < places && !Genomes.Codons.IsStop(strand, end))
                {
                    end += NucleotideDesign.Fold;
                }

                end = Math.Min(end, places - 1 - ((places - 1 - phase) % NucleotideDesign.Fold));
                byte length = (byte)Math.Min(
                    byte.MaxValue, Scale * Math.Log(1 + (((end - first) / NucleotideDesign.Fold) + 1)));
                for (; first <= end; first += NucleotideDesign.Fold)
                {
                    codons[first] = length;
                }
            }
        }

        return codons;
    }
}
