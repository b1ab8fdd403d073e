using System.Diagnostics;

namespace Carousel.Tasks.Speech.Listening;

/// <summary>How late the words of a stream were told, and what the stream cost.</summary>
/// <param name="Words">Words that were said.</param>
/// <param name="Heard">Of these, words that were heard in their order.</param>
/// <param name="Delays">For each heard word, seconds of sound from its end to when it was told, the shortest first.</param>
/// <param name="SoundSeconds">Length of all sound.</param>
/// <param name="WorkSeconds">Time that the stream took on one core.</param>
public sealed record ListeningMeasurement(int Words, int Heard, IReadOnlyList<double> Delays, double SoundSeconds, double WorkSeconds)
{
    /// <summary>Seconds of sound that are pushed at a time.</summary>
    public const double BlockSeconds = 0.02;

    /// <summary>Time of work for each second of sound.</summary>
    public double RealTimeFactor => WorkSeconds / SoundSeconds;

    /// <summary>A quantile of the delays.</summary>
    /// <param name="share">0 … 1.</param>
    /// <returns>Seconds; NaN where no word was heard.</returns>
    public double Delay(double share) => Delays.Count == 0 ? double.NaN : Delays[(int)Math.Round(share * (Delays.Count - 1))];

    /// <summary>Streams recordings whose words and their ends are known.</summary>
    /// <param name="model">A causal transcriber.</param>
    /// <param name="clips">The recordings, with <see cref="SpeechClip.WordEnds"/>.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The measurement.</returns>
    public static ListeningMeasurement Of(Transcriber model, IReadOnlyList<SpeechClip> clips, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var delays = new List<double>();
        int said = 0;
        long ticks = 0;
        foreach (SpeechClip clip in clips)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = new TranscriptionStream(model, clip.Recording.Rate);
            long began = Stopwatch.GetTimestamp();
            Feed(stream, clip);
            ticks += Stopwatch.GetTimestamp() - began;
            string[] words = clip.Transcript.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            said += words.Length;
            delays.AddRange(Matches(words, [.. stream.Words]).Select(m => m.Heard.Told - clip.WordEnds[m.Word]));
        }

        delays.Sort();
        return new ListeningMeasurement(said, delays.Count, delays, clips.Sum(c => c.Recording.Seconds), (double)ticks / Stopwatch.Frequency);
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

    /// <summary>The longest common subsequence of what was said and what was heard.</summary>
    internal static IEnumerable<(int Word, HeardWord Heard)> Matches(string[] said, HeardWord[] heard)
    {
        var longest = new int[said.Length + 1, heard.Length + 1];
        for (int i = said.Length - 1; i >= 0; i--)
        {
            for (int j = heard.Length - 1; j >= 0; j--)
            {
                longest[i, j] = said[i] == heard[j].Word ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < said.Length && j < heard.Length;)
        {
            if (said[i] == heard[j].Word)
            {
                yield return (i++, heard[j++]);
            }
            else
            {
                (i, j) = longest[i + 1, j] >= longest[i, j + 1] ? (i + 1, j) : (i, j + 1);
            }
        }
    }
}
