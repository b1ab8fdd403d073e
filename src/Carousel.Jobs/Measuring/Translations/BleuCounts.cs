namespace Carousel.Jobs.Measuring;

/// <summary>What BLEU counts of one line.</summary>
/// <param name="Found">Runs of 1, 2, 3 and 4 tokens of the translation.</param>
/// <param name="Both">Those of them that are also in the reference.</param>
/// <param name="Tokens">Of the translation.</param>
/// <param name="ReferenceTokens">Of the reference.</param>
internal sealed record BleuCounts(long[] Found, long[] Both, int Tokens, int ReferenceTokens)
{
    /// <summary>The longest runs that are counted.</summary>
    public const int Order = 4;

    /// <summary>Counts.</summary>
    /// <param name="found">Tokens of the translation.</param>
    /// <param name="reference">Tokens of the reference.</param>
    public static BleuCounts Of(string[] found, string[] reference)
    {
        long[] grams = new long[Order], both = new long[Order];
        for (int n = 0; n < Order; n++)
        {
            (grams[n], _, both[n]) = GramCounts.Of(found, reference, n + 1);
        }

        return new BleuCounts(grams, both, found.Length, reference.Length);
    }
}
