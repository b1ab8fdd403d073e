namespace Carousel.Tasks.Tagging;

/// <summary>Sentences in numbers. Each distinct token is looked at once, whatever number of times it stands in the file.</summary>
internal sealed class SentenceEncoder
{
    /// <summary>A longer sentence is cut into pieces: that bounds the memory of a step.</summary>
    public const int LongestPiece = 2000;

    private readonly TagVocabularies _vocabularies;
    private readonly IReadOnlyList<float> _means;
    private readonly IReadOnlyList<float> _scales;
    private readonly Dictionary<string, int> _forms = new(StringComparer.Ordinal);

    /// <summary>An encoder.</summary>
    /// <param name="vocabularies">What the tagger knows.</param>
    /// <param name="means">[channels]: taken off the numbers of each step.</param>
    /// <param name="scales">[channels]: what they are divided by then.</param>
    public SentenceEncoder(TagVocabularies vocabularies, IReadOnlyList<float>? means = null, IReadOnlyList<float>? scales = null) =>
        (_vocabularies, _means, _scales) = (vocabularies, means ?? [], scales ?? []);

    /// <summary>For each distinct token: its word.</summary>
    public List<int> Words { get; } = [];

    /// <summary>For each distinct token: its word among those with vectors.</summary>
    public List<int> Vectors { get; } = [];

    /// <summary>For each distinct token: its characters.</summary>
    public List<int[]> Characters { get; } = [];

    /// <summary>Sentences in numbers, the long ones in pieces.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <returns>In the same order.</returns>
    public List<EncodedSentence> Encode(IReadOnlyList<TokenSentence> sentences)
    {
        var encoded = new List<EncodedSentence>(sentences.Count);
        for (int s = 0; s < sentences.Count; s++)
        {
            TokenSentence sentence = sentences[s];
            int[] forms = [.. sentence.Tokens.Select(FormOf)];
            int[] labels = [.. sentence.Labels.Select(_vocabularies.Labels.NumberOf)];
            float[] numbers = [.. sentence.Numbers.Select((x, k) => (x - _means[k % _means.Count]) / _scales[k % _means.Count])];
            for (int first = 0; first < forms.Length; first += LongestPiece)
            {
                int last = Math.Min(first + LongestPiece, forms.Length);
                encoded.Add(new EncodedSentence(s, first, forms[first..last], labels.Length == 0 ? [] : labels[first..last])
                {
                    Numbers = numbers.Length == 0 ? [] : numbers[(first * _means.Count)..(last * _means.Count)],
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
            Words.Add(_vocabularies.Words.NumberOf(word));
            int exact = _vocabularies.Vectors.NumberOf(token);
            Vectors.Add(Math.Max(0, exact > 0 ? exact : _vocabularies.Vectors.NumberOf(word)));
            Characters.Add([.. WordForm.Characters(token).Select(_vocabularies.Characters.NumberOf)]);
        }

        return form;
    }
}
