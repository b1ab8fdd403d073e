namespace Carousel.Tasks.Speech.Listening;

/// <summary>How often a keyword is missed, and how often it is heard where it was not said, at one threshold.</summary>
/// <param name="Threshold">The probability from which it is heard.</param>
/// <param name="Said">How often it was said.</param>
/// <param name="Missed">How often it was said and not heard.</param>
/// <param name="FalseAlarms">How often it was heard in recordings without it.</param>
/// <param name="Hours">Length of the recordings without it.</param>
public sealed record KeywordMeasurement(double Threshold, int Said, int Missed, int FalseAlarms, double Hours)
{
    /// <summary>How late a hit may come behind the word's end, in seconds.</summary>
    private const double LatestHit = 0.5;

    /// <summary>Thresholds that are measured side by side.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];

    /// <summary>Share of those said that were missed.</summary>
    public double MissRate => (double)Missed / Said;

    /// <summary>False alarms for each hour without the word.</summary>
    public double FalseAlarmsPerHour => FalseAlarms / Hours;

    /// <summary>Length of the recordings in which a word is not said.</summary>
    /// <param name="clips">The recordings.</param>
    /// <param name="keyword">The word.</param>
    /// <returns>Hours.</returns>
    public static double HoursWithout(IReadOnlyList<SpeechClip> clips, string keyword) =>
        clips.Where(c => !c.Transcript.Split(' ').Contains(keyword)).Sum(c => c.Recording.Seconds) / 3600;

    /// <summary>Streams recordings whose words and their ends are known.</summary>
    /// <param name="model">A causal transcriber.</param>
    /// <param name="clips">The recordings, with <see cref="SpeechClip.WordEnds"/>; some with the word, some without.</param>
    /// <param name="keyword">The word.</param>
    /// <param name="thresholds">The thresholds.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A row for each threshold.</returns>
    public static IReadOnlyList<KeywordMeasurement> Of(
        Transcriber model, IReadOnlyList<SpeechClip> clips, string keyword, IReadOnlyList<double> thresholds, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(thresholds);
        int said = 0;
        double hours = HoursWithout(clips, keyword);
        int[] missed = new int[thresholds.Count], alarms = new int[thresholds.Count];
        foreach (SpeechClip clip in clips)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = new TranscriptionStream(model, clip.Recording.Rate, [.. thresholds.Select(t => (keyword, t))]) { KeepsHitsApart = true };
            ListeningMeasurement.Feed(stream, clip);
            string[] words = clip.Transcript.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int[] places = [.. Enumerable.Range(0, words.Length).Where(w => words[w] == keyword)];
            said += places.Length;
            for (int t = 0; t < thresholds.Count; t++)
            {
                missed[t] += places.Count(w => !IsHeard(stream.Hits[t], w == 0 ? 0 : clip.WordEnds[w - 1], clip.WordEnds[w]));
                alarms[t] += places.Length == 0 ? stream.Hits[t].Count : 0;
            }
        }

        return [.. thresholds.Select((threshold, t) => new KeywordMeasurement(threshold, said, missed[t], alarms[t], hours))];
    }

    /// <summary>From the end of the word before to half a second behind the word's own end.</summary>
    private static bool IsHeard(IEnumerable<HeardWord> hits, double from, double end) => hits.Any(h => h.Told > from && h.Told <= end + LatestHit);
}
