using Carousel.Data;

namespace Carousel.Tasks.Tagging;

/// <summary>Some sentences as the network takes them. The characters of a word are there once, however often it stands in the batch.</summary>
internal sealed class TagBatch
{
    private readonly SentenceEncoder _encoder;
    private readonly int _channels;
    private readonly Dictionary<int, int> _places = [];
    private readonly List<int> _distinct = [];

    public TagBatch(SentenceEncoder encoder, int channels) => (_encoder, _channels) = (encoder, channels);

    /// <summary>How the tokens lie.</summary>
    public Packing Tokens { get; } = new();

    /// <summary>How the characters of the distinct tokens lie.</summary>
    public Packing Letters { get; } = new();

    /// <summary>[N]: words.</summary>
    public float[] Words { get; private set; } = [];

    /// <summary>[N]: words with vectors.</summary>
    public float[] Vectors { get; private set; } = [];

    /// <summary>[N]: labels; NaN where one is not known.</summary>
    public float[] Labels { get; private set; } = [];

    /// <summary>[N]: which distinct token.</summary>
    public int[] Distinct { get; private set; } = [];

    /// <summary>[characters of the distinct tokens].</summary>
    public float[] Characters { get; private set; } = [];

    /// <summary>[N · channels].</summary>
    public float[] Numbers { get; private set; } = [];

    /// <summary>Fills the batch anew.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="isDropped">Whether a word is replaced by the unknown one: sentence of the batch, token, word.</param>
    public void Fill(IReadOnlyList<EncodedSentence> sentences, Func<int, int, int, bool>? isDropped = null)
    {
        Tokens.Set([.. sentences.Select(s => s.Length)]);
        int N = Tokens.Rows;
        (Words, Vectors, Labels, Distinct, Numbers) = (new float[N], new float[N], new float[N], new int[N], new float[N * _channels]);
        _places.Clear();
        _distinct.Clear();
        for (int s = 0; s < sentences.Count; s++)
        {
            EncodedSentence sentence = sentences[s];
            for (int t = 0; t < sentence.Length; t++)
            {
                int row = Tokens.Row(s, t), form = sentence.Forms[t], word = _encoder.Words[form];
                Words[row] = isDropped is not null && isDropped(s, t, word) ? 0 : word;
                Vectors[row] = _encoder.Vectors[form];
                Labels[row] = sentence.Labels.Length == 0 || sentence.Labels[t] < 0 ? float.NaN : sentence.Labels[t];
                if (!_places.TryGetValue(form, out int place))
                {
                    place = _places[form] = _distinct.Count;
                    _distinct.Add(form);
                }

                Distinct[row] = place;
                sentence.Numbers.AsSpan(t * _channels, _channels).CopyTo(Numbers.AsSpan(row * _channels));
            }
        }

        FillCharacters();
    }

    private void FillCharacters()
    {
        Letters.Set([.. _distinct.Select(form => _encoder.Characters[form].Length)]);
        Characters = new float[Letters.Rows];
        for (int d = 0; d < _distinct.Count; d++)
        {
            int[] characters = _encoder.Characters[_distinct[d]];
            for (int t = 0; t < characters.Length; t++)
            {
                Characters[Letters.Row(d, t)] = characters[t];
            }
        }
    }
}
