using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;

namespace Carousel.Tagging;

/// <summary>What a tagger is, as its file says.</summary>
/// <param name="Design">The network.</param>
/// <param name="Scheme">Whether and how labels mark spans.</param>
/// <param name="TokenColumn">The column that held the tokens.</param>
/// <param name="LabelColumn">The column that held the labels.</param>
/// <param name="Channels">Names of the numbers of each step; none for tokens of text.</param>
internal sealed record TagConfiguration(
    TagDesign Design, LabelScheme Scheme, string TokenColumn, string LabelColumn, IReadOnlyList<string> Channels)
{
    /// <summary>The column of tokens if none was asked for: the usual one of each file.</summary>
    public const string First = "1";
}

/// <summary>The means subtracted from the numbers of each step, and the scales they were divided by.</summary>
internal sealed record TagScaling(IReadOnlyList<float> Means, IReadOnlyList<float> Scales)
{
    /// <summary>Fits the training part: mean 0 and deviation 1 for each channel.</summary>
    public static TagScaling Of(IReadOnlyList<TokenSentence> sentences, int channels)
    {
        int rows = Math.Max(1, sentences.Sum(s => s.Tokens.Count));
        (float Mean, float Scale)[] channelScales = [.. Enumerable.Range(0, channels).Select(c =>
        {
            IEnumerable<double> values = sentences.SelectMany(
                s => s.Tokens.Select((_, t) => (double)s.Numbers[(t * channels) + c]));
            float mean = (float)(values.Sum() / rows);
            double deviation = Math.Sqrt(Math.Max(0, (values.Sum(x => x * x) / rows) - ((double)mean * mean)));
            return (mean, deviation > 1e-6 ? (float)deviation : 1f);
        })];
        return new TagScaling([.. channelScales.Select(c => c.Mean)], [.. channelScales.Select(c => c.Scale)]);
    }
}

/// <summary>The data a tagger was trained on, and the result of the simplest method on them.</summary>
/// <param name="Fingerprint">Of all sentences.</param>
/// <param name="Sentences">Of the training part.</param>
/// <param name="Tokens">Of the training part.</param>
/// <param name="FrequentWords">The most frequent label of each word.</param>
/// <param name="FrequentEndings">The most frequent label of each ending.</param>
internal sealed record TagOrigin(
    string Fingerprint, int Sentences, int Tokens, Dictionary<string, string> FrequentWords,
    Dictionary<string, string> FrequentEndings)
{
    /// <summary>
    /// α: how much of the answer is the network's, the rest being the baseline's; null without a baseline.
    /// </summary>
    [JsonPropertyName("rival_share")]
    public double? BaselineShare { get; init; }

    /// <summary>0. Version 0.1 could read plain text before it learned labels, and said here how many words.</summary>
    public long TextWords { get; init; }
}

/// <summary>The network of a tagger. Kept in the model file.</summary>
/// <param name="Cell">The recurrent layers over a sentence.</param>
/// <param name="WordSize">E: values of a word's row; 0 for none.</param>
/// <param name="CharacterSize">Values of a character's row; 0 for no characters.</param>
/// <param name="CharacterHidden">Units of each direction over the characters of a word.</param>
/// <param name="VectorSize">Values of a word's vector from a file; 0 for none.</param>
/// <param name="Channels">Numbers of each step; 0 for tokens of text.</param>
/// <param name="InputDropout">Share of values dropped in front of the recurrent layers while training.</param>
/// <param name="WordDropout">α: a word seen n times is replaced by the unknown word with probability α/(α + n) while
/// training.</param>
/// <param name="IsChain">True for a conditional random field over the labels, false for a soft-max of each.</param>
internal sealed record TagDesign(
    CellDesign Cell, int WordSize, int CharacterSize, int CharacterHidden, int VectorSize, int Channels,
    double InputDropout, double WordDropout, bool IsChain)
{
    /// <summary>Most networks of a tagger.</summary>
    public const int MostNetworks = 20;

    private const int MostSize = 4096;

    /// <summary>Networks whose scores are averaged; 0 in older files, which have one.</summary>
    public int Ensemble { get; init; }

    /// <summary>How many networks there are.</summary>
    public int Members => Math.Max(1, Ensemble);

    /// <summary>Values of a step's input.</summary>
    public int InputSize => WordSize + (CharacterSize > 0 ? 2 * CharacterHidden : 0) + VectorSize + Channels;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Cell.IsInRange && IsSize(WordSize) && IsSize(CharacterSize) && IsSize(CharacterHidden) && IsSize(VectorSize)
        && Channels is >= 0 and <= 1 << 16 && InputSize > 0 && (CharacterSize == 0 || CharacterHidden > 0)
        && InputDropout is >= 0 and < 1 && WordDropout is >= 0 and <= 1000
        && Ensemble is >= 0 and <= MostNetworks;

    /// <summary>What the network is called in a line.</summary>
    /// <returns>Such as <c>words 100 + characters 2×50, bidirectional LSTM 128</c>.</returns>
    public string Describe()
    {
        (int Size, string Name)[] parts =
        [
            (WordSize, $"words {WordSize}"), (CharacterSize, $"characters 2×{CharacterHidden}"),
            (VectorSize, $"vectors {VectorSize}"),
            (Channels, $"{Channels} numbers"),
        ];
        string one = $"{string.Join(" + ", parts.Where(p => p.Size > 0).Select(p => p.Name))}, {Cell.Describe()}";
        return Members == 1 ? one : $"{Members} networks: {one}";
    }

    private static bool IsSize(int size) => size is >= 0 and <= MostSize;
}
