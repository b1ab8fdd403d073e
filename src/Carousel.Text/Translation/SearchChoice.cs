using Carousel.Jobs.Decoding;
using Carousel.Jobs.Measuring;

namespace Carousel.Translation;

/// <summary>
/// Chooses the length penalty of a search by BLEU of the validation lines: they are searched once, and the hypotheses
/// are ranked by each candidate.
/// </summary>
/// <param name="search">How the lines were searched.</param>
internal sealed class SearchChoice(BeamOptions search)
{
    private static readonly double[] _penalties = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2];

    private readonly List<(Hypothesis Text, BleuCounts Counts)[]> _lines = [];

    /// <summary>Whether anything is left open that lines can decide.</summary>
    public static bool IsOpen(BeamOptions asked) => asked is { Width: > 1, LengthPenalty: null };

    /// <summary>Takes a line in.</summary>
    /// <param name="found">What the search found of it.</param>
    /// <param name="text">What a hypothesis reads like.</param>
    /// <param name="reference">The line's translation.</param>
    public void Add(IReadOnlyList<Hypothesis> found, Func<Hypothesis, string> text, string reference)
    {
        string[] wanted = Tokens13a.Of(reference);
        _lines.Add([.. found.Select(h => (h, BleuCounts.Of(Tokens13a.Of(text(h)), wanted)))]);
    }

    /// <summary>The length penalty with the best BLEU; of equal ones that nearest to 1, the usual one.</summary>
    public double LengthPenalty() => _penalties.OrderBy(penalty => Math.Abs(penalty - 1))
        .MaxBy(penalty => Score(search with { LengthPenalty = penalty }));

    private double Score(BeamOptions candidate) => BleuScore.Of(_lines.Select(found => found
        .OrderByDescending(f => f.Text.IsComplete).ThenByDescending(f => f.Text.Rescored(candidate).Score)
        .First().Counts)).Score;
}
