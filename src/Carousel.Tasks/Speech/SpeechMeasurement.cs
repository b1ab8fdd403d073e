using Carousel.Tasks.Measuring;

namespace Carousel.Tasks.Speech;

/// <summary>Recordings with what was said, what was heard, and what the baselines say.</summary>
internal sealed class SpeechMeasurement
{
    /// <summary>A measurement.</summary>
    /// <param name="clips">Recordings with known transcripts.</param>
    /// <param name="found">What was heard in each.</param>
    /// <param name="scores">[T, C] of each.</param>
    /// <param name="baselines">Transcripts of simple methods.</param>
    public SpeechMeasurement(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<Transcription> found, float[][] scores,
        IReadOnlyList<TranscriptBaseline> baselines)
    {
        (Clips, Found, Scores) = (clips, found, scores);
        Model = TranscriptErrors.Of(clips, [.. found.Select(f => f.Text)]);
        Baselines = [.. baselines.Select(b => (b, TranscriptErrors.Of(clips, b.Found)))];
        EndError = WordMatches.MedianDistance(
            [.. clips.Zip(found).SelectMany(p => WordMatches.Offsets(p.First, [.. p.Second.Words.Select(w => w.Text)], [.. p.Second.Words.Select(w => w.End)]))]);
    }

    public IReadOnlyList<SpeechClip> Clips { get; }

    public IReadOnlyList<Transcription> Found { get; }

    public float[][] Scores { get; }

    /// <summary>Errors of the model.</summary>
    public TranscriptErrors Model { get; }

    /// <summary>Errors of the baselines.</summary>
    public IReadOnlyList<(TranscriptBaseline Method, TranscriptErrors Errors)> Baselines { get; }

    /// <summary>The median of how far a heard word's end lies from where its sound ended, in seconds; null where that is not known.</summary>
    public double? EndError { get; }

    /// <summary>Whether a recording was heard as it was said.</summary>
    public bool IsRight(int clip) => EditDistance.OfWords(Clips[clip].Transcript, Found[clip].Text).Errors == 0;
}
