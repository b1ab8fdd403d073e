using Carousel.Jobs.Decoding;
using Carousel.Jobs.Measuring.Translations;

namespace Carousel.Translation;

/// <summary>
/// Chooses what of a search is left open, by BLEU of the validating lines: they are searched once, and what was found
/// is ranked by each candidate.
/// </summary>
internal static class SearchChoice
{
    private static readonly double[] _lengthPenalties = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2];
    private static readonly double[] _consensuses = [0, 0.5, 1, 2, 4, 8];

    /// <summary>Whether anything is left open that lines can decide.</summary>
    public static bool IsOpen(BeamOptions asked) =>
        asked.Width > 1 && (asked.LengthPenalty is null || asked.Consensus is null);

    /// <summary>Chooses.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="found">What the search found of each line.</param>
    /// <param name="references">Their translations.</param>
    /// <returns>The search with the best BLEU; of equal ones the first, in the order of the candidates.</returns>
    public static BeamOptions Of(
        BeamOptions asked, IReadOnlyList<FoundTexts> found, IReadOnlyList<string> references)
    {
        BleuCounts[][] counts = [.. found.Select((texts, line) => texts.Against(references[line]))];
        var candidates =
            from penalty in asked.LengthPenalty is { } fixedPenalty ? [fixedPenalty] : _lengthPenalties
            from consensus in asked.Consensus is { } fixedConsensus ? [fixedConsensus] : _consensuses
            select asked with { LengthPenalty = penalty, Consensus = consensus };
        return candidates.MaxBy(
            candidate => BleuScore.Of(found.Select((texts, line) => counts[line][texts.Best(candidate)])).Score)!;
    }
}
