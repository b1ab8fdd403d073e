namespace Carousel.Tasks.Tagging;

/// <summary>What a tagger is, as its file says.</summary>
/// <param name="Design">The network.</param>
/// <param name="Scheme">Whether and how labels mark spans.</param>
/// <param name="TokenColumn">The column that held the tokens.</param>
/// <param name="LabelColumn">The column that held the labels.</param>
/// <param name="Channels">Names of the numbers of each step; none for tokens of text.</param>
internal sealed record TagConfiguration(TagDesign Design, LabelScheme Scheme, string TokenColumn, string LabelColumn, IReadOnlyList<string> Channels);

/// <summary>What was taken off the numbers of each step, and what they were divided by.</summary>
internal sealed record TagScaling(IReadOnlyList<float> Means, IReadOnlyList<float> Scales)
{
    /// <summary>Fits the training part: mean 0 and deviation 1 for each channel.</summary>
    public static TagScaling Of(IReadOnlyList<TokenSentence> sentences, int channels)
    {
        var (sums, squares, rows) = (new double[channels], new double[channels], 0L);
        foreach (TokenSentence sentence in channels == 0 ? [] : sentences)
        {
            rows += sentence.Tokens.Count;
            for (int k = 0; k < sentence.Numbers.Count; k++)
            {
                sums[k % channels] += sentence.Numbers[k];
                squares[k % channels] += (double)sentence.Numbers[k] * sentence.Numbers[k];
            }
        }

        float[] means = [.. sums.Select(s => (float)(s / Math.Max(1, rows)))];
        float[] scales = [.. squares.Select((s, c) => Math.Sqrt(Math.Max(0, (s / Math.Max(1, rows)) - ((double)means[c] * means[c])))).Select(d => d > 1e-6 ? (float)d : 1f)];
        return new TagScaling(means, scales);
    }
}

/// <summary>What a tagger learned from, and what the simplest method makes of the same.</summary>
/// <param name="Fingerprint">Of all sentences.</param>
/// <param name="Sentences">Of the training part.</param>
/// <param name="Tokens">Of the training part.</param>
/// <param name="FrequentWords">The most frequent label of each word.</param>
/// <param name="FrequentEndings">The most frequent label of each ending.</param>
internal sealed record TagOrigin(
    string Fingerprint, int Sentences, int Tokens, Dictionary<string, string> FrequentWords, Dictionary<string, string> FrequentEndings);
