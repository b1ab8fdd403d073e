namespace Carousel.Tasks.Tagging;

/// <summary>Sentences divided into parts: blocks of neighbours, so that a document does not lie on both sides, spread over the whole file, so that each part has of everything.</summary>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What decides when to stop.</param>
/// <param name="Test">What measures.</param>
public sealed record TagSplit(IReadOnlyList<TokenSentence> Training, IReadOnlyList<TokenSentence> Validation, IReadOnlyList<TokenSentence> Test)
{
    private const int BlockLength = 10;

    /// <summary>Divides sentences.</summary>
    /// <param name="sentences">In the file's order.</param>
    /// <param name="validation">The share that is set aside to validate, 0 … 0.5.</param>
    /// <param name="test">The share that is set aside to measure, 0 … 0.5.</param>
    /// <returns>The parts; a share above 0 has one sentence at least where there are three.</returns>
    public static TagSplit Of(IReadOnlyList<TokenSentence> sentences, double validation, double test)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        int length = Math.Clamp(sentences.Count / 100, 1, BlockLength);
        List<TokenSentence> training = [], validating = [], measuring = [];
        for (int s = 0; s < sentences.Count; s++)
        {
            int block = s / length;
            List<TokenSentence> part = Falls(block, validation, 0.5) ? validating : Falls(block, test, 0.0) ? measuring : training;
            part.Add(sentences[s]);
        }

        return new TagSplit(training, validating, measuring);
    }

    // A block is taken where the running sum of shares passes a whole number: evenly spread, whatever the share.
    private static bool Falls(int block, double share, double offset) =>
        Math.Floor(((block + 1) * share) + offset) > Math.Floor((block * share) + offset);
}
