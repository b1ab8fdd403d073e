namespace Carousel.Tagging;

/// <summary>
/// Sentences in numbers. Each distinct token is analysed once, however often it occurs in the file.
/// </summary>
/// <param name="vocabularies">What the tagger knows.</param>
/// <param name="scaling">Of the numbers of each step.</param>
internal sealed class SentenceEncoder(TagVocabularies vocabularies, TagScaling scaling)
{
    /// <summary>A longer sentence is cut into pieces: that bounds the memory of a step.</summary>
    public const int LongestPiece = 2000;

    private readonly Dictionary<string, int> _forms = [];

    /// <summary>For each distinct token: its word.</summary>
    public List<int> Words { get; } = [];

    /// <summary>For each distinct token: its word among those with vectors.</summary>
    public List<int> Vectors { get; } = [];

    /// <summary>For each distinct token: its characters.</summary>
    public List<float[]> Characters { get; } = [];

    /// <summary>Sentences in numbers, the long ones in pieces.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <returns>In the same order.</returns>
    public List<EncodedSentence> Encode(IReadOnlyList<TokenSentence> sentences)
    {
        var encoded = new List<EncodedSentence>(sentences.Count);
        int channels = scaling.Means.Count;
        for (int s = 0; s < sentences.Count; s++)
        {
            TokenSentence sentence = sentences[s];
            int[] forms = [.. sentence.Tokens.Select(FormOf)];
            int[] labels = [.. sentence.Labels.Select(vocabularies.Labels.NumberOf)];
            float[] numbers =
            [
                .. sentence.Numbers.Select((x, k) => (x - scaling.Means[k % channels]) / scaling.Scales[k % channels]),
            ];
            for (int first = 0; first < forms.Length; first += LongestPiece)
            {
                int last = Math.Min(first + LongestPiece, forms.Length);
                encoded.Add(new EncodedSentence(
                    s, first, forms[first..last], labels.Length == 0 ? [] : labels[first..last])
                {
                    Numbers = numbers.Length == 0 ? [] : numbers[(first * channels)..(last * channels)],
                });
            }
        }

        return encoded;
    }

    private int FormOf(string token)
    {
        if (!_forms.TryGetValue(token, out int form))
        {
            form = _forms[token] = Words.Count;
            string word = WordForm.Small(token);
            Words.Add(vocabularies.Words.NumberOf(word));
            int exact = vocabularies.Vectors.NumberOf(token);
            Vectors.Add(Math.Max(0, exact > 0 ? exact : vocabularies.Vectors.NumberOf(word)));
            Characters.Add([.. WordForm.Characters(token).Select(c => (float)vocabularies.Characters.NumberOf(c))]);
        }

        return form;
    }
}

/// <summary>A sentence, or a piece of a long one, in numbers.</summary>
/// <param name="Sentence">Which sentence of the file.</param>
/// <param name="First">Its first token in that sentence.</param>
/// <param name="Forms">[T]: which distinct token, in the encoder's table.</param>
/// <param name="Labels">[T]: numbers of the labels; −1 for one that training never saw.</param>
internal sealed record EncodedSentence(int Sentence, int First, int[] Forms, int[] Labels)
{
    /// <summary>[T · channels].</summary>
    public float[] Numbers { get; init; } = [];

    /// <summary>T.</summary>
    public int Length => Forms.Length;
}
