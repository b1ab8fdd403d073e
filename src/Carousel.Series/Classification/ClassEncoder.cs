using Carousel.Data;
using Carousel.Jobs.Text;

namespace Carousel.Classification;

/// <summary>A sequence as the network takes it.</summary>
/// <param name="Source">What it was made of.</param>
/// <param name="Class">The number of its class; −1 where it is not known.</param>
/// <param name="Steps">L.</param>
/// <param name="Values">[L, F]: scaled features of numbers; [L] for text: numbers of words or characters.</param>
internal sealed record EncodedSample(ClassSample Source, int Class, int Steps, float[] Values)
{
    /// <summary>[L]: the characters of each word, where they are read.</summary>
    public float[][] Characters { get; init; } = [];
}

/// <summary>
/// Turns sequences into what the network takes: channels scaled by the training data, words and characters as numbers.
/// </summary>
/// <param name="Design">What a step is.</param>
/// <param name="Labels">The classes.</param>
internal sealed record ClassEncoder(ClassDesign Design, Vocabulary Labels)
{
    private const int LongestWord = 24;
    private const int MostSymbols = 1 << 17;

    /// <summary>The words, or the characters where they are the steps; null for numbers.</summary>
    public Vocabulary? Symbols { get; init; }

    /// <summary>The characters of words, where they are read.</summary>
    public Vocabulary? Characters { get; init; }

    /// <summary>Mean and scale of each channel, and of its change where that is read.</summary>
    public IReadOnlyList<ChannelScale> Scales { get; init; } = [];

    /// <summary>Learns scales or vocabularies.</summary>
    /// <param name="design">What a step is.</param>
    /// <param name="data">The training data.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="leastCount">Words and characters seen less often are unknown.</param>
    public static ClassEncoder Fit(ClassDesign design, ClassData data, Vocabulary labels, int leastCount)
    {
        var encoder = new ClassEncoder(design, labels);
        if (!design.IsText)
        {
            int C = design.Channels.Count;
            IEnumerable<ChannelScale> Scales(Func<float[], int, float> value, int first) =>
                Enumerable.Range(0, C).Select(c =>
                ChannelScale.Of(data.Samples.SelectMany(
                    s => Enumerable.Range(first, Math.Max(0, (s.Values.Length / C) - first))
                    .Select(t => value(s.Values, (t * C) + c)))));
            return encoder with
            {
                Scales =
                [
                    .. Scales((values, at) => values[at], 0),
                    .. design.Differences ? Scales((values, at) => values[at] - values[at - C], 1) : [],
                ],
            };
        }

        Vocabulary Of(IEnumerable<(string Unit, int)> units) =>
            Vocabulary.Open(Vocabulary.CountOf(units.Select(u => u.Unit)), leastCount, MostSymbols);
        return encoder with
        {
            Symbols = Of(data.Samples.SelectMany(s => encoder.Units(s.Text))),
            Characters = design.Input == ClassInput.Both
                ? Of(data.Samples.SelectMany(s => TextUnits.Characters(s.Text)))
                : null,
        };
    }

    /// <summary>Whether the parts belong together: of a file that may be damaged.</summary>
    public bool IsConsistent =>
        Labels.Count >= 2 && Labels.Unknown < 0 && Symbols is null or { Unknown: 0 }
            && Characters is null or { Unknown: 0 }
            && Scales.Count == (Design.IsText ? 0 : Design.Channels.Count * (Design.Differences ? 2 : 1))
            && Scales.All(s => double.IsFinite(s.Mean) && double.IsFinite(s.Scale) && s.Scale > 0);

    /// <summary>The steps of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Words or characters, with the places at which they begin.</returns>
    public IEnumerable<(string Unit, int At)> Units(string text) =>
        Design.Input == ClassInput.Characters ? TextUnits.Characters(text) : TextUnits.Words(text);

    /// <summary>A sequence for the network; of a text without a word it has no step.</summary>
    /// <param name="sample">The sequence.</param>
    public EncodedSample Encode(ClassSample sample)
    {
        int label = Labels.NumberOf(sample.Label);
        if (!Design.IsText)
        {
            return new EncodedSample(
                sample, label, sample.Values.Length / Design.Channels.Count, Features(sample.Values));
        }

        string[] units = [.. Units(sample.Text).Select(u => u.Unit)];
        return new EncodedSample(sample, label, units.Length, [.. units.Select(u => (float)Symbols!.NumberOf(u))])
        {
            Characters = Characters is null ? [] : [.. units.Select(Spelling)],
        };
    }

    /// <summary>A sequence of a file for the network.</summary>
    /// <param name="data">The file.</param>
    /// <param name="sample">One of its sequences.</param>
    /// <exception cref="DataFormatException">It is a text without a word.</exception>
    public EncodedSample Encode(ClassData data, ClassSample sample) => Encode(sample) is { Steps: > 0 } encoded
        ? encoded
        : throw new DataFormatException(
            data.Name, sample.Line, 0, "the text holds no word. Write one, or remove the line.");

    /// <summary>How many sequences each class has.</summary>
    /// <param name="samples">Sequences of known classes.</param>
    public int[] CountOf(IReadOnlyList<EncodedSample> samples) =>
        [.. Enumerable.Range(0, Labels.Count).Select(c => samples.Count(s => s.Class == c))];

    /// <summary>Scaled features of numbers.</summary>
    /// <param name="values">[L, C].</param>
    /// <returns>[L, F].</returns>
    public float[] Features(float[] values)
    {
        int C = Design.Channels.Count, F = Design.Features;
        var features = new float[values.Length / C * F];
        for (int at = 0; at < values.Length; at++)
        {
            int c = at % C, row = at / C * F;
            features[row + c] = Scales[c].Apply(values[at]);
            if (Design.Differences)
            {
                features[row + C + c] = Scales[C + c].Apply(values[at] - (at < C ? float.NaN : values[at - C]));
            }

            if (Design.Flags)
            {
                features[row + F - C + c] = float.IsNaN(values[at]) ? 1 : 0;
            }
        }

        return features;
    }

    private float[] Spelling(string word) =>
    [
        .. TextUnits.Characters(word.Length > LongestWord ? word[..LongestWord] : word)
            .Select(c => (float)Characters!.NumberOf(c.Character)),
    ];
}
