using System.Diagnostics;

namespace Carousel.Speech;

/// <summary>The delay of the words of a stream, and the cost of the stream.</summary>
/// <param name="Words">Words of the transcripts.</param>
/// <param name="Delays">For each of these that was recognised in its order, seconds from the end of its sound to its
/// report, in ascending order; negative if it was reported before its sound ended.</param>
/// <param name="EndError">The median of how far a heard word's end lies from where its sound ended, in seconds; null
/// where none was heard.</param>
/// <param name="SoundSeconds">Length of all sound.</param>
/// <param name="WorkSeconds">Time that the stream took on one core.</param>
internal sealed record ListeningMeasurement(
    int Words, IReadOnlyList<double> Delays, double? EndError, double SoundSeconds, double WorkSeconds)
{
    /// <summary>Seconds of sound that are pushed at a time.</summary>
    public const double BlockSeconds = 0.02;

    /// <summary>Words that were heard in their order.</summary>
    public int Heard => Delays.Count;

    /// <summary>Words that were not recognised, or were recognised as others: they have no delay.</summary>
    public int Missed => Words - Heard;

    /// <summary>Words that were reported before their sound ended.</summary>
    public int Early => Delays.Count(d => d < 0);

    /// <summary>Time of work for each second of sound.</summary>
    public double RealTimeFactor => WorkSeconds / SoundSeconds;

    /// <summary>A quantile of the delays.</summary>
    /// <param name="share">0 … 1.</param>
    /// <returns>Seconds; null where no word was heard.</returns>
    public double? Delay(double share) =>
        Delays.Count == 0 ? null : Delays[(int)Math.Round(share * (Delays.Count - 1))];

    /// <summary>Streams recordings whose words and their ends are known.</summary>
    /// <param name="model">A causal transcriber.</param>
    /// <param name="clips">The recordings, with <see cref="SpeechClip.WordEnds"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The measurement.</returns>
    public static ListeningMeasurement Of(
        Transcriber model, IReadOnlyList<SpeechClip> clips, CancellationToken cancellation)
    {
        List<double> delays = [], offsets = [];
        long ticks = 0;
        foreach (SpeechClip clip in clips)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = new TranscriptionStream(model, clip.Recording.Rate);
            long began = Stopwatch.GetTimestamp();
            Feed(stream, clip);
            ticks += Stopwatch.GetTimestamp() - began;
            string[] heard = [.. stream.Words.Select(w => w.Word)];
            delays.AddRange(WordMatches.Offsets(clip, heard, [.. stream.Words.Select(w => w.Told)]));
            offsets.AddRange(WordMatches.Offsets(clip, heard, [.. stream.Words.Select(w => w.End)]));
        }

        delays.Sort();
        return new ListeningMeasurement(
            clips.Sum(c => c.Words.Count), delays, WordMatches.MedianDistance(offsets),
            clips.Sum(c => c.Recording.Seconds), (double)ticks / Stopwatch.Frequency);
    }

    /// <summary>Pushes a recording in blocks of 20 milliseconds.</summary>
    internal static void Feed(TranscriptionStream stream, SpeechClip clip)
    {
        int block = (int)(BlockSeconds * clip.Recording.Rate);
        for (int at = 0; at < clip.Recording.Samples.Length; at += block)
        {
            stream.Push(clip.Recording.Samples.AsSpan(at, Math.Min(block, clip.Recording.Samples.Length - at)));
        }

        stream.Finish();
    }
}
