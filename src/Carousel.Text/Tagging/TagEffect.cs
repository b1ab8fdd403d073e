using Carousel.Jobs.Baselines;
using Carousel.Jobs.Statistics;

namespace Carousel.Tagging;

/// <summary>What the network adds to the linear chain, by errors in groups of neighbouring sentences.</summary>
internal static class TagEffect
{
    /// <summary>Compares.</summary>
    /// <param name="sentences">With their true labels.</param>
    /// <param name="own">What the tagger found.</param>
    /// <param name="baseline">What the linear chain found.</param>
    /// <param name="scheme">Whether labels mark spans.</param>
    /// <param name="alpha">α.</param>
    public static BaselineEffect Of(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<IReadOnlyList<string>> own,
        IReadOnlyList<IReadOnlyList<string>> baseline, LabelScheme scheme, double alpha)
    {
        var test = PairedForecastTest.Of(
            TagErrors.InGroups(sentences, own, scheme), TagErrors.InGroups(sentences, baseline, scheme), overlap: 0);

        // A baseline without an error has none to take a share of.
        double change = double.IsFinite(test.Relative) ? test.Relative : 0;
        return new BaselineEffect(TagMeasurement.ChainName, alpha, change, test.Interval);
    }
}
