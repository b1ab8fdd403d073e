namespace Carousel.Speech;

/// <summary>Matches recognised words with the words of the transcript: the longest common subsequence.</summary>
internal static class WordMatches
{
    /// <summary>Finds them.</summary>
    /// <param name="said">The words in their order.</param>
    /// <param name="heard">What was heard.</param>
    /// <returns>Places in both, in order.</returns>
    public static IEnumerable<(int Said, int Heard)> Of(IReadOnlyList<string> said, IReadOnlyList<string> heard)
    {
        var longest = new int[said.Count + 1, heard.Count + 1];
        for (int i = said.Count - 1; i >= 0; i--)
        {
            for (int j = heard.Count - 1; j >= 0; j--)
            {
                longest[i, j] = said[i] == heard[j]
                    ? longest[i + 1, j + 1] + 1
                    : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < said.Count && j < heard.Count;)
        {
            if (said[i] == heard[j])
            {
                yield return (i++, j++);
            }
            else
            {
                (i, j) = longest[i + 1, j] >= longest[i, j + 1] ? (i + 1, j) : (i, j + 1);
            }
        }
    }

    /// <summary>
    /// How far the ends of words that were heard lie from where their sound ended, for each word that was heard.
    /// </summary>
    /// <param name="clip">The transcript, with <see cref="SpeechClip.WordEnds"/>; empty if they are not known.</param>
    /// <param name="heard">The words that were heard.</param>
    /// <param name="ends">Where they end, in seconds.</param>
    /// <returns>Seconds, positive for too late.</returns>
    public static IEnumerable<double> Offsets(
        SpeechClip clip, IReadOnlyList<string> heard, IReadOnlyList<double> ends) =>
        clip.WordEnds.Count == 0 ? [] : Of(clip.Words, heard).Select(m => ends[m.Heard] - clip.WordEnds[m.Said]);

    /// <summary>The median of absolute distances.</summary>
    /// <param name="offsets">Seconds, in any order.</param>
    /// <returns>Seconds; null without distances.</returns>
    public static double? MedianDistance(IReadOnlyCollection<double> offsets)
    {
        double[] distances = [.. offsets.Select(Math.Abs).Order()];
        return distances.Length == 0
            ? null
            : (distances[(distances.Length - 1) / 2] + distances[distances.Length / 2]) / 2;
    }
}
