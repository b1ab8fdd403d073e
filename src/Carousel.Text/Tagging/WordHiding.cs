using Carousel.Tensors;

namespace Carousel.Tagging;

/// <summary>
/// Which words are hidden while a network learns: one that was seen n times with probability α/(α + n), so that there
/// is a row for unknown words.
/// </summary>
/// <param name="encoder">Whose table the sentences are in.</param>
/// <param name="sentences">What is learned from.</param>
/// <param name="share">α; 0 hides none.</param>
internal sealed class WordHiding(SentenceEncoder encoder, List<EncodedSentence> sentences, double share)
{
    private readonly long[] _firstToken = FirstTokens(sentences);
    private readonly Dictionary<int, int> _counts =
        sentences.SelectMany(s => s.Forms).CountBy(form => encoder.Words[form]).ToDictionary();

    /// <summary>For a batch: whether a token's word is hidden, by sentence of the batch, token and word.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="places">Which sentences the batch has.</param>
    /// <returns>Null where none is hidden.</returns>
    public Func<int, int, int, bool>? Of(CounterRandom random, int epoch, int[] places) => share == 0
        ? null
        : (s, t, word) => CounterRandom.ToUniform(random.Word((uint)epoch, _firstToken[places[s]] + t))
            < share / (share + _counts[word]);

    /// <summary>How many tokens precede each sentence.</summary>
    private static long[] FirstTokens(List<EncodedSentence> sentences)
    {
        long next = 0;
        return [.. sentences.Select(s => (next += s.Length) - s.Length)];
    }
}
