using Carousel.Tasks.Text;

namespace Carousel.Tasks.Classification;

/// <summary>Learns from the training data how sequences become what the network takes.</summary>
internal static class ClassEncoders
{
    private const int MostSymbols = 1 << 17;

    /// <summary>Fits scales or vocabularies.</summary>
    /// <param name="design">What a step is.</param>
    /// <param name="data">The training data.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="leastCount">Words and characters seen less often are unknown.</param>
    /// <returns>The encoder.</returns>
    public static ClassEncoder Fit(ClassDesign design, ClassData data, Vocabulary labels, int leastCount)
    {
        var encoder = new ClassEncoder(design, labels);
        if (!design.IsText)
        {
            int C = design.Channels.Count;
            IEnumerable<ChannelScale> values = Enumerable.Range(0, C).Select(c => ChannelScale.Of(data.Samples.SelectMany(s => Values(s, C, c))));
            IEnumerable<ChannelScale> changes = Enumerable.Range(0, design.Differences ? C : 0).Select(c => ChannelScale.Of(data.Samples.SelectMany(s => Changes(s, C, c))));
            return encoder with { Scales = [.. values, .. changes] };
        }

        IReadOnlyDictionary<string, int> counts = Vocabulary.CountOf(data.Samples.SelectMany(s => encoder.Units(s.Text)).Select(u => u.Unit));
        return encoder with
        {
            Symbols = Vocabulary.Open(counts, leastCount, MostSymbols),
            Characters = design.Input == ClassInput.Both
                ? Vocabulary.Open(Vocabulary.CountOf(data.Samples.SelectMany(s => TextUnits.Characters(s.Text)).Select(c => c.Character)), leastCount, MostSymbols)
                : null,
        };
    }

    private static IEnumerable<float> Values(ClassSample sample, int channels, int channel)
    {
        for (int at = channel; at < sample.Values.Length; at += channels)
        {
            yield return sample.Values[at];
        }
    }

    private static IEnumerable<float> Changes(ClassSample sample, int channels, int channel)
    {
        for (int at = channel + channels; at < sample.Values.Length; at += channels)
        {
            yield return sample.Values[at] - sample.Values[at - channels];
        }
    }
}
