using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Speech;

/// <summary>Errors of transcripts.</summary>
/// <param name="Words">Changes word by word.</param>
/// <param name="Characters">Changes character by character.</param>
/// <param name="Exact">Share of the recordings without any.</param>
internal sealed record TranscriptErrors(EditCounts Words, EditCounts Characters, double Exact)
{
    public static TranscriptErrors Of(IReadOnlyList<SpeechClip> clips, IReadOnlyList<string> found)
    {
        EditCounts words = default, characters = default;
        int exact = 0;
        for (int c = 0; c < clips.Count; c++)
        {
            EditCounts own = EditDistance.OfWords(clips[c].Transcript, found[c]);
            words += own;
            characters += EditDistance.OfCharacters(clips[c].Transcript, found[c]);
            exact += own.Errors == 0 ? 1 : 0;
        }

        return new TranscriptErrors(words, characters, (double)exact / Math.Max(1, clips.Count));
    }
}
