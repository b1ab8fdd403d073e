using Carousel.Tasks.Text;

namespace Carousel.Tasks.Classification;

/// <summary>Turns sequences into what the network takes: channels scaled by the training data, words and characters as numbers.</summary>
/// <param name="Design">What a step is.</param>
/// <param name="Labels">The classes.</param>
internal sealed record ClassEncoder(ClassDesign Design, Vocabulary Labels)
{
    private const int LongestWord = 24;

    /// <summary>The words, or the characters where they are the steps; null for numbers.</summary>
    public Vocabulary? Symbols { get; init; }

    /// <summary>The characters of words, where they are read.</summary>
    public Vocabulary? Characters { get; init; }

    /// <summary>Mean and scale of each channel, and of its change where that is read.</summary>
    public IReadOnlyList<ChannelScale> Scales { get; init; } = [];

    /// <summary>The steps of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Words or characters, with the places at which they begin.</returns>
    public IReadOnlyList<(string Unit, int At)> Units(string text) =>
        Design.Input == ClassInput.Characters ? [.. TextUnits.Characters(text)] : [.. TextUnits.Words(text)];

    /// <summary>A sequence for the network.</summary>
    /// <param name="sample">The sequence.</param>
    /// <returns>What the network takes.</returns>
    public EncodedSample Encode(ClassSample sample)
    {
        int label = Labels.NumberOf(sample.Label);
        if (!Design.IsText)
        {
            int steps = sample.Values.Length / Design.Channels.Count;
            return new EncodedSample(label, steps) { Features = Features(sample.Values, steps), Sound = sample.Sound, Group = sample.Group };
        }

        IReadOnlyList<(string Unit, int At)> units = Units(sample.Text);
        return new EncodedSample(label, units.Count)
        {
            Group = sample.Group,
            Symbols = [.. units.Select(u => Symbols!.NumberOf(u.Unit))],
            Characters = Characters is null ? [] : [.. units.Select(u => Spelling(u.Unit))],
        };
    }

    /// <summary>Scaled features of numbers.</summary>
    /// <param name="values">[L, C].</param>
    /// <param name="steps">L.</param>
    /// <returns>[L, F].</returns>
    public float[] Features(float[] values, int steps)
    {
        int C = Design.Channels.Count, F = Design.Features;
        var features = new float[steps * F];
        for (int t = 0; t < steps; t++)
        {
            for (int c = 0; c < C; c++)
            {
                float value = values[(t * C) + c], before = t > 0 ? values[((t - 1) * C) + c] : float.NaN;
                features[(t * F) + c] = Scales[c].Apply(value);
                if (Design.Differences)
                {
                    features[(t * F) + C + c] = Scales[C + c].Apply(value - before);
                }

                if (Design.Flags)
                {
                    features[(t * F) + F - C + c] = float.IsNaN(value) ? 1 : 0;
                }
            }
        }

        return features;
    }

    private int[] Spelling(string word) =>
        [.. TextUnits.Characters(word.Length > LongestWord ? word[..LongestWord] : word).Select(c => Characters!.NumberOf(c.Character))];
}
