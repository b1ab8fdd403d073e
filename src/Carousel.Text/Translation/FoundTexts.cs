using Carousel.Jobs.Decoding;
using Carousel.Jobs.Measuring.Translations;

namespace Carousel.Translation;

/// <summary>What a search found for one line, and which of it is to be given.</summary>
/// <remarks>
/// The vote is minimum Bayes risk: Kumar and Byrne 2004, over the texts that the search kept; what two of them have in
/// common is BLEU of one against the other.
/// </remarks>
internal sealed class FoundTexts
{
    private readonly Hypothesis[] _found;
    private readonly BeamOptions _search;
    private readonly string[][] _tokens;
    private double[,]? _likeness;

    /// <summary>What was found.</summary>
    /// <param name="found">The texts.</param>
    /// <param name="search">How they were searched for.</param>
    /// <param name="text">What a text reads like.</param>
    public FoundTexts(IReadOnlyList<Hypothesis> found, BeamOptions search, Func<Hypothesis, string> text) =>
        (_found, _search, _tokens) = ([.. found], search, [.. found.Select(h => Tokens13a.Of(text(h)))]);

    /// <summary>What BLEU counts of each text beside the line's translation.</summary>
    public BleuCounts[] Against(string reference)
    {
        string[] tokens = Tokens13a.Of(reference);
        return [.. _tokens.Select(found => BleuCounts.Of(found, tokens))];
    }

    /// <summary>The texts in order, the best first, with the scores that order them.</summary>
    /// <param name="wanted">The length penalty and the consensus.</param>
    public IEnumerable<Hypothesis> Ranked(BeamOptions wanted) => Order(wanted).Select(r => _found[r.Place] with
    {
        Score = r.Score,
    });

    /// <summary>The place of the best.</summary>
    /// <inheritdoc cref="Ranked" path="/param"/>
    public int Best(BeamOptions wanted) => Order(wanted).First().Place;

    private IEnumerable<(int Place, double Score)> Order(BeamOptions wanted)
    {
        double[] scores = [.. _found.Select(h => h.Rescored(_search, wanted).Score)];
        if (wanted.Consensus is > 0 and { } sharpness)
        {
            scores = Gains(scores, sharpness);
        }

        // What was cut short stays behind what is complete.
        return scores.Select((score, place) => (Place: place, Score: score))
            .OrderByDescending(r => _found[r.Place].IsComplete).ThenByDescending(r => r.Score);
    }

    /// <summary>The BLEU to be expected of each text, were the truth among them.</summary>
    private double[] Gains(double[] scores, double sharpness)
    {
        double[,] likeness = _likeness ??= Likeness();
        double most = scores.Max();
        double[] weights = [.. scores.Select(s => Math.Exp(sharpness * (s - most)))];
        double sum = weights.Sum();
        return [.. scores.Select((_, place) => weights.Select((w, other) => w * likeness[place, other]).Sum() / sum)];
    }

    private double[,] Likeness()
    {
        var likeness = new double[_tokens.Length, _tokens.Length];
        for (int found = 0; found < _tokens.Length; found++)
        {
            for (int truth = 0; truth < _tokens.Length; truth++)
            {
                likeness[found, truth] = BleuCounts.Of(_tokens[found], _tokens[truth]).Alone;
            }
        }

        return likeness;
    }
}
