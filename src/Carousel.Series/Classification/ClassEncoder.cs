using Carousel.Data;
using Carousel.Jobs.Text;

namespace Carousel.Classification;

/// <summary>A sequence as the network takes it.</summary>
/// <param name="Source">What it was made of.</param>
/// <param name="Class">The number of its class; −1 where it is not known.</param>
/// <param name="Steps">L.</param>
/// <param name="Values">[L, F], scaled features, for numbers; [L], numbers of words, for text.</param>
internal sealed record EncodedSample(ClassSample Source, int Class, int Steps, float[] Values);

/// <summary>
/// Turns sequences into what the network takes: channels scaled by the training data, words as numbers.
/// </summary>
/// <param name="Design">What a step is.</param>
/// <param name="Labels">The classes.</param>
internal sealed record ClassEncoder(ClassDesign Design, Vocabulary Labels)
{
    private const int LeastCount = 2, MostSymbols = 1 << 17;

    /// <summary>The words; null for numbers.</summary>
    public Vocabulary? Symbols { get; init; }

    /// <summary>Mean and scale of each channel, and of its change where that is read.</summary>
    public IReadOnlyList<ChannelScale> Scales { get; init; } = [];

    /// <summary>Learns scales or vocabularies.</summary>
    /// <param name="design">What a step is.</param>
    /// <param name="data">The training data.</param>
    /// <param name="labels">The classes.</param>
    public static ClassEncoder Fit(ClassDesign design, ClassData data, Vocabulary labels)
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

        return encoder with
        {
            Symbols = Vocabulary.Open(
                Vocabulary.CountOf(data.Samples.SelectMany(s => TextUnits.Words(s.Text)).Select(u => u.Word)),
                LeastCount, MostSymbols),
        };
    }

    /// <summary>Whether the parts belong together: of a file that may be damaged.</summary>
    public bool IsConsistent =>
        Labels.Count >= 2 && Labels.Unknown < 0 && Symbols is null or { Unknown: 0 }
            && Scales.Count == (Design.IsText ? 0 : Design.Channels.Count * (Design.Differences ? 2 : 1))
            && Scales.All(s => double.IsFinite(s.Mean) && double.IsFinite(s.Scale) && s.Scale > 0);

    /// <summary>A sequence for the network; of a text without a word it has no step.</summary>
    /// <param name="sample">The sequence.</param>
    public EncodedSample Encode(ClassSample sample)
    {
        float[] values = Design.IsText
            ? [.. TextUnits.Words(sample.Text).Select(u => (float)Symbols!.NumberOf(u.Word))]
            : Features(sample.Values);
        return new EncodedSample(
            sample, Labels.NumberOf(sample.Label), values.Length / Math.Max(1, Design.Features), values);
    }

    /// <summary>A sequence of a file for the network.</summary>
    /// <param name="data">The file.</param>
    /// <param name="sample">One of its sequences.</param>
    /// <exception cref="DataFormatException">It is a text without a word.</exception>
    public EncodedSample Encode(ClassData data, ClassSample sample) => Encode(sample) is { Steps: > 0 } encoded
        ? encoded
        : throw new DataFormatException(
            data.Name, sample.Line, 0, "the text contains no word. Write one, or remove the line.");

    /// <summary>A batch for some sequences side by side, to be filled again and again.</summary>
    public SequenceBatch MakeBatch() => new(Design.IsText ? 1 : Design.Features);

    /// <summary>Fills a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="samples">The sequences.</param>
    public static void Fill(SequenceBatch batch, IReadOnlyList<EncodedSample> samples)
    {
        batch.Begin([.. samples.Select(s => s.Steps)]);
        for (int b = 0; b < samples.Count; b++)
        {
            batch.SetSequence(b, samples[b].Values);
        }
    }

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
}
