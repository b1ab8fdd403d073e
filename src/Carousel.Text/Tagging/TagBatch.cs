using Carousel.Data;

namespace Carousel.Tagging;

/// <summary>
/// Some sentences as the network takes them. The characters of a word are stored once, however often it occurs in the
/// batch.
/// </summary>
/// <param name="encoder">Whose table the sentences are in.</param>
/// <param name="channels">Numbers of a step.</param>
internal sealed class TagBatch(SentenceEncoder encoder, int channels)
{
    /// <summary>How the tokens lie.</summary>
    public Packing Tokens { get; } = new();

    /// <summary>The characters of the distinct tokens.</summary>
    public SequenceBatch Letters { get; } = new(1);

    /// <summary>[N]: words.</summary>
    public float[] Words { get; private set; } = [];

    /// <summary>[N]: words with vectors.</summary>
    public float[] Vectors { get; private set; } = [];

    /// <summary>[N]: labels; NaN where one is not known.</summary>
    public float[] Labels { get; private set; } = [];

    /// <summary>[N]: which distinct token.</summary>
    public int[] Distinct { get; private set; } = [];

    /// <summary>[N · channels].</summary>
    public float[] Numbers { get; private set; } = [];

    /// <summary>Refills the batch.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="isDropped">Whether a word is replaced by the unknown one: sentence of the batch, token,
    /// word.</param>
    public void Fill(IReadOnlyList<EncodedSentence> sentences, Func<int, int, int, bool>? isDropped = null)
    {
        Tokens.Set([.. sentences.Select(s => s.Length)]);
        int N = Tokens.Rows;
        (Words, Vectors, Labels, Distinct, Numbers) = (
            new float[N], new float[N], new float[N], new int[N], new float[N * channels]);
        var places = new Dictionary<int, int>();
        var distinct = new List<float[]>();
        for (int s = 0; s < sentences.Count; s++)
        {
            EncodedSentence sentence = sentences[s];
            for (int t = 0; t < sentence.Length; t++)
            {
                int row = Tokens.Row(s, t), form = sentence.Forms[t], word = encoder.Words[form];
                Words[row] = isDropped is not null && isDropped(s, t, word) ? 0 : word;
                Vectors[row] = encoder.Vectors[form];
                Labels[row] = sentence.Labels.Length == 0 || sentence.Labels[t] < 0 ? float.NaN : sentence.Labels[t];
                if (places.TryAdd(form, distinct.Count))
                {
                    distinct.Add(encoder.Characters[form]);
                }

                Distinct[row] = places[form];
                sentence.Numbers.AsSpan(t * channels, channels).CopyTo(Numbers.AsSpan(row * channels));
            }
        }

        Letters.Begin([.. distinct.Select(characters => characters.Length)]);
        for (int d = 0; d < distinct.Count; d++)
        {
            Letters.SetSequence(d, distinct[d]);
        }
    }
}
