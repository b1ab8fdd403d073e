namespace Carousel.Jobs.Measuring;

/// <summary>What BLEU counts of one line.</summary>
/// <param name="Grams">Runs of 1, 2, 3 and 4 tokens.</param>
/// <param name="ReferenceTokens">Of the reference of the nearest length, the shorter one of two.</param>
internal sealed record BleuCounts((long Found, long Wanted, long Both)[] Grams, int ReferenceTokens)
{
    /// <summary>The longest runs that are counted.</summary>
    public const int Order = 4;

    /// <summary>Counts.</summary>
    /// <param name="found">Tokens of the translation.</param>
    /// <param name="references">Tokens of each reference.</param>
    public static BleuCounts Of(string[] found, params string[][] references) => new(
        GramCounts.Of(Order, found, references),
        references.Select(r => r.Length).MinBy(length => (Math.Abs(length - found.Length), length)));
}
