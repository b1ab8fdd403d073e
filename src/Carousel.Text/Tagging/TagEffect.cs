using Carousel.Jobs.Rivals;
using Carousel.Jobs.Statistics;

namespace Carousel.Tagging;

/// <summary>What the network adds to the linear chain, by errors in groups of neighbouring sentences.</summary>
internal static class TagEffect
{
    /// <summary>Compares.</summary>
    /// <param name="sentences">With their true labels.</param>
    /// <param name="own">What the tagger found.</param>
    /// <param name="rival">What the linear chain found.</param>
    /// <param name="scheme">Whether labels mark spans.</param>
    /// <param name="alpha">α.</param>
    public static RivalEffect Of(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<IReadOnlyList<string>> own,
        IReadOnlyList<IReadOnlyList<string>> rival, LabelScheme scheme, double alpha)
    {
        var test = PairedForecastTest.Of(
            TagErrors.InGroups(sentences, own, scheme), TagErrors.InGroups(sentences, rival, scheme), overlap: 0);

        // A rival without an error has none to take a share of.
        double change = double.IsFinite(test.Relative) ? test.Relative : 0;
        return new RivalEffect(TagMeasurement.RivalName, alpha, change, test.Interval);
    }
}
