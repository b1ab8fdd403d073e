namespace Carousel.Jobs.Measuring.Translations;

/// <summary>What BLEU counts of one line.</summary>
/// <param name="Found">Runs of 1, 2, 3 and 4 tokens of the translation.</param>
/// <param name="Both">Of them those that stand in the reference too.</param>
/// <param name="Tokens">Of the translation.</param>
/// <param name="ReferenceTokens">Of the reference.</param>
internal sealed record BleuCounts(long[] Found, long[] Both, int Tokens, int ReferenceTokens)
{
    /// <summary>The longest runs that are counted.</summary>
    public const int Order = 4;

    /// <summary>
    /// BLEU of the line alone, 0 … 1: runs of 2 and more tokens have one more on both sides, so that a line without
    /// any in common is not as bad as one without a token in common.
    /// </summary>
    /// <remarks>Lin and Och 2004, section 4 (smoothed BLEU).</remarks>
    public double Alone
    {
        get
        {
            if (Both[0] == 0)
            {
                return 0;
            }

            double logarithm = Math.Log((double)Both[0] / Found[0]);
            for (int n = 1; n < Order; n++)
            {
                logarithm += Math.Log((Both[n] + 1.0) / (Found[n] + 1.0));
            }

            return Math.Exp((logarithm / Order) + Math.Min(0, 1 - ((double)ReferenceTokens / Tokens)));
        }
    }

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
