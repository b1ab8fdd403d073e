using Carousel.Jobs.Measuring;

namespace Carousel.Tagging;

/// <summary>Errors of labels in groups of neighbouring sentences, whose mean is the error of all of them.</summary>
internal static class TagErrors
{
    private const int MostGroups = 50;

    /// <summary>
    /// The share of wrong tokens, or of spans 1 − F1. Since F1 is no mean over sentences, a group's error is what the
    /// whole one owes to it: n times the error of all less n − 1 times that without the group.
    /// </summary>
    /// <remarks>Tukey 1958, the pseudo-values of the jackknife.</remarks>
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
        return n == 1
            ? [ErrorOf(all)]
            : [.. groups.Select(group => (n * ErrorOf(all)) - ((n - 1) * ErrorOf(Less(all, group))))];
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

    private static FoundCounts Less(FoundCounts all, FoundCounts group) =>
        new(all.True - group.True, all.Found - group.Found, all.Right - group.Right);
}
