using Carousel.Jobs.Baselines;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;

namespace Carousel.Tagging;

/// <summary>Errors of labels in groups of neighbouring sentences, whose mean is the error of all of them.</summary>
internal static class TagErrors
{
    private const int MostGroups = 50;

    /// <summary>
    /// The share of wrong tokens, or of spans 1 − F1 = (T + F − 2R) / (T + F). Since that is a ratio and no mean
    /// over sentences, a group's error is E + n·((T + F − 2R) − E·(T + F)) / Σ(T + F), where E is the error of
    /// all: what the group moves E by, so that the mean over groups is E.
    /// </summary>
    /// <remarks>Cochran 1977, chapter 6: a ratio estimator, linearised.</remarks>
    /// <param name="sentences">With their true labels.</param>
    /// <param name="found">The labels given.</param>
    /// <param name="scheme">Whether labels mark spans.</param>
    public static double[] InGroups(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<IReadOnlyList<string>> found, LabelScheme scheme)
    {
        int n = Math.Min(MostGroups, sentences.Count);
        var groups = new FoundCounts[n];
        for (int s = 0; s < sentences.Count; s++)
        {
            groups[(int)((long)s * n / sentences.Count)] += CountsOf(sentences[s].Labels, found[s], scheme);
        }

        FoundCounts all = groups.Aggregate(default(FoundCounts), (sum, group) => sum + group);
        (double error, double size) = (ErrorOf(all), all.True + all.Found);
        return
        [
            .. groups.Select(g => size == 0
                ? 0
                : error + (n * (g.True + g.Found - (2 * g.Right) - (error * (g.True + g.Found))) / size)),
        ];
    }

    // Of tokens, each is true and found once: F1 is the share of right ones.
    private static FoundCounts CountsOf(IReadOnlyList<string> there, IReadOnlyList<string> given, LabelScheme scheme)
    {
        if (scheme == LabelScheme.Plain)
        {
            return new FoundCounts(there.Count, there.Count, there.Zip(given).Count(pair => pair.First == pair.Second));
        }

        var spans = new SpanScores();
        spans.Add(LabelSpans.Of(there), LabelSpans.Of(given));
        return spans.All;
    }

    private static double ErrorOf(FoundCounts counts) => counts.True + counts.Found == 0 ? 0 : 1 - counts.F1;

    /// <summary>What the network adds to the linear chain, by errors in groups.</summary>
    /// <param name="sentences">With their true labels.</param>
    /// <param name="own">What the tagger found.</param>
    /// <param name="baseline">What the linear chain found.</param>
    /// <param name="scheme">Whether labels mark spans.</param>
    /// <param name="alpha">α.</param>
    public static BaselineEffect Effect(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<IReadOnlyList<string>> own,
        IReadOnlyList<IReadOnlyList<string>> baseline, LabelScheme scheme, double alpha)
    {
        var test = PairedForecastTest.Of(
            InGroups(sentences, own, scheme), InGroups(sentences, baseline, scheme), overlap: 0);

        // A baseline without an error has none to take a share of.
        double change = double.IsFinite(test.Relative) ? test.Relative : 0;
        return new BaselineEffect(TagMeasurement.ChainName, alpha, change, test.Interval);
    }
}
