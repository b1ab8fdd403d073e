using Carousel.Jobs;
using Carousel.Jobs.Measuring;

namespace Carousel.Speech;

/// <summary>Transcripts of a method, compared with the true ones.</summary>
/// <param name="Name">What files call it.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="Words">Changes word by word.</param>
/// <param name="Characters">Changes character by character.</param>
/// <param name="Exact">Share of the recordings without any.</param>
internal sealed record TranscriptScore(string Name, string Title, EditCounts Words, EditCounts Characters, double Exact)
{
    /// <summary>Whether it was given information that the model has to find; the model need not beat it then.</summary>
    public bool IsTold { get; init; }

    /// <summary>Measures transcripts.</summary>
    /// <param name="name">What files call the method.</param>
    /// <param name="title">What tables call it.</param>
    /// <param name="clips">The recordings with their true transcripts.</param>
    /// <param name="found">The method's transcript of each.</param>
    public static TranscriptScore Of(
        string name, string title, IReadOnlyList<SpeechClip> clips, IEnumerable<string> found)
    {
        EditCounts words = default, characters = default;
        int exact = 0;
        foreach ((SpeechClip clip, string text) in clips.Zip(found))
        {
            EditCounts own = EditDistance.OfWords(clip.Transcript, text);
            words += own;
            characters += EditDistance.OfCharacters(clip.Transcript, text);
            exact += own.Errors == 0 ? 1 : 0;
        }

        return new TranscriptScore(name, title, words, characters, (double)exact / Math.Max(1, clips.Count));
    }

    /// <summary>The row that every job has.</summary>
    /// <param name="endError">The median of how far a heard word's end lies from where its sound ended, in seconds;
    /// null where that is not known.</param>
    public JobScore ToScore(double? endError = null)
    {
        var metrics = new Dictionary<string, double>
        {
            ["wer"] = Words.Rate,
            ["cer"] = Characters.Rate,
            ["exact"] = Exact,
        };
        if (endError is { } seconds)
        {
            metrics["word_end_ms"] = 1000 * seconds;
        }

        return new JobScore(Name, Title, metrics);
    }
}
