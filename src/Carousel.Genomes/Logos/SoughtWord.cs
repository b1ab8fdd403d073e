namespace Carousel.Genomes.Logos;

/// <summary>A word that was searched for in the logos of filters.</summary>
/// <param name="Word">The word.</param>
/// <param name="Filter">The filter that it fits best.</param>
/// <param name="Match">How well, in bits.</param>
/// <param name="Rank">Its place among all words of its length by how well each fits its best filter, from 1.</param>
/// <param name="Words">How many words of its length there are; Rank / Words is the share of words that fit some filter
/// as well.</param>
internal sealed record SoughtWord(string Word, int Filter, double Match, int Rank, int Words)
{
    /// <summary>Searches.</summary>
    /// <param name="logos">The logos, one at least.</param>
    /// <param name="word">The word; its reverse complement is another word.</param>
    /// <returns>What was found.</returns>
    public static SoughtWord Of(IReadOnlyList<FilterLogo> logos, string word)
    {
        byte[] bases = Bases.Of(word);
        FilterLogo best = logos.MaxBy(l => l.Match(bases))
            ?? throw new ArgumentException("There is no logo.", nameof(logos));
        double match = best.Match(bases);
        int words = 1 << (2 * bases.Length), rank = 1;
        var other = new byte[bases.Length];
        for (int number = 0; number < words; number++)
        {
            for (int k = 0; k < other.Length; k++)
            {
                other[k] = (byte)((number >> (2 * k)) & 3);
            }

            rank += logos.Max(l => l.Match(other)) > match + 1e-9 ? 1 : 0;
        }

        return new SoughtWord(word, best.Filter, match, rank, words);
    }
}
