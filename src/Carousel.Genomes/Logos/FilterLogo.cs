namespace Carousel.Genomes.Logos;

/// <summary>What a filter of a convolution looks for: the bases of the windows that excite it most.</summary>
/// <param name="Shares">[width, 4], the share of each base at each place.</param>
/// <param name="Background">[4], the share of each base in the sequence.</param>
/// <remarks>Logos of filters: Alipanahi and others 2015.</remarks>
internal sealed record FilterLogo(IReadOnlyList<double> Shares, IReadOnlyList<double> Background)
{
    /// <summary>How well a word fits where it fits best: Σ log2(p / q) of its bases, in bits.</summary>
    /// <param name="word">Bases.</param>
    /// <returns>The largest over all places; −∞ where the word is longer than the filter.</returns>
    public double Match(ReadOnlySpan<byte> word)
    {
        double best = double.NegativeInfinity;
        for (int first = 0; first + word.Length <= Shares.Count / Bases.Count; first++)
        {
            double sum = 0;
            for (int k = 0; k < word.Length; k++)
            {
                sum += Math.Log2(Shares[((first + k) * Bases.Count) + word[k]] / Background[word[k]]);
            }

            best = Math.Max(best, sum);
        }

        return best;
    }

    /// <summary>The share of words of a word's length that fit some filter as well as it.</summary>
    /// <param name="logos">The logos, one at least.</param>
    /// <param name="word">The word; its reverse complement is another word.</param>
    public static double ShareAsFit(IReadOnlyList<FilterLogo> logos, string word)
    {
        byte[] other = Bases.Of(word);
        double match = Best();
        int words = 1 << (2 * other.Length), rank = 1;
        for (int number = 0; number < words; number++)
        {
            for (int k = 0; k < other.Length; k++)
            {
                other[k] = (byte)((number >> (2 * k)) & 3);
            }

            rank += Best() > match + 1e-9 ? 1 : 0;
        }

        return (double)rank / words;

        double Best() => logos.Max(l => l.Match(other));
    }
}
