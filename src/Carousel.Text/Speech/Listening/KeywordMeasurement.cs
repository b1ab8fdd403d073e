using Carousel.Jobs.Fitting;

namespace Carousel.Speech;

/// <summary>How often a keyword is missed, and how often it is falsely detected, at one threshold.</summary>
/// <param name="Threshold">The probability from which it is heard.</param>
/// <param name="Said">How often the keyword occurs, at least once.</param>
/// <param name="Missed">Occurrences that were not detected.</param>
/// <param name="Surplus">How often it was heard in recordings with it, but at another place, or a second time.</param>
/// <param name="FalseAlarms">How often it was heard in recordings without it.</param>
/// <param name="Hours">Length of the recordings without it.</param>
internal sealed record KeywordMeasurement(
    double Threshold, int Said, int Missed, int Surplus, int FalseAlarms, double Hours)
{
    /// <summary>How long after the word's end a hit may come, in seconds.</summary>
    private const double LatestHit = 0.5;

    /// <summary>Thresholds that are measured side by side.</summary>
    public static IReadOnlyList<double> Thresholds { get; } =
    [
        0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999,
    ];

    /// <summary>Share of the occurrences that were missed.</summary>
    public double MissRate => (double)Missed / Said;

    /// <summary>False alarms per hour without the word; null if every recording contains it.</summary>
    public double? FalseAlarmsPerHour => Hours > 0 ? FalseAlarms / Hours : null;

    /// <summary>Streams recordings whose words and their ends are known.</summary>
    /// <param name="model">A causal transcriber.</param>
    /// <param name="clips">The recordings, with <see cref="SpeechClip.WordEnds"/>; some with the word, some
    /// without.</param>
    /// <param name="keyword">The word.</param>
    /// <param name="thresholds">The thresholds.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A row for each threshold.</returns>
    /// <exception cref="OptionException">The word is never said.</exception>
    public static IReadOnlyList<KeywordMeasurement> Of(
        Transcriber model, IReadOnlyList<SpeechClip> clips, string keyword, IReadOnlyList<double> thresholds,
        CancellationToken cancellation)
    {
        RequireSaid(clips, keyword);
        int said = 0;
        double hours = 0;
        int[] missed = new int[thresholds.Count], surplus = new int[thresholds.Count],
            alarms = new int[thresholds.Count];
        foreach (SpeechClip clip in clips)
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = new TranscriptionStream(
                model, clip.Recording.Rate, [.. thresholds.Select(t => (keyword, t))])
            { KeepsHitsApart = true };
            ListeningMeasurement.Feed(stream, clip);
            (double From, double To)[] places = [.. Places(clip, keyword)];
            said += places.Length;
            hours += places.Length == 0 ? clip.Recording.Seconds / 3600 : 0;
            for (int t = 0; t < thresholds.Count; t++)
            {
                int found = Found(places, [.. stream.Hits[t].Select(h => h.Told)]);
                missed[t] += places.Length - found;
                (places.Length == 0 ? alarms : surplus)[t] += stream.Hits[t].Count - found;
            }
        }

        return [
            .. thresholds.Select(
                (threshold, t) => new KeywordMeasurement(threshold, said, missed[t], surplus[t], alarms[t], hours)),
        ];
    }

    /// <summary>Refuses a word that is never said: nothing could be missed.</summary>
    /// <param name="clips">The recordings.</param>
    /// <param name="keyword">The word.</param>
    /// <exception cref="OptionException">It is never said.</exception>
    public static void RequireSaid(IReadOnlyList<SpeechClip> clips, string keyword)
    {
        if (!clips.Any(c => c.Words.Contains(keyword)))
        {
            throw new OptionException(
                $"{{Keyword}} '{keyword}' occurs in none of the {FigureText.Counted(clips.Count, "string")} of "
                + $"{{Measure}}. Pass a table that contains it, or more {{Strings}}.");
        }
    }

    /// <summary>
    /// How many of the word's places are hit: each hit counts for one place, the earliest that is free.
    /// </summary>
    /// <param name="places">From when to when a hit is for this place, in order.</param>
    /// <param name="hits">When the word was reported, in order.</param>
    internal static int Found(IReadOnlyList<(double From, double To)> places, IReadOnlyList<double> hits)
    {
        int found = 0, next = 0;
        foreach ((double from, double to) in places)
        {
            while (next < hits.Count && hits[next] <= from)
            {
                next++;
            }

            if (next < hits.Count && hits[next] <= to)
            {
                (found, next) = (found + 1, next + 1);
            }
        }

        return found;
    }

    /// <summary>
    /// For each place of the word: from the end of the word before to half a second after the end of this one.
    /// </summary>
    private static IEnumerable<(double From, double To)> Places(SpeechClip clip, string keyword) =>
        Enumerable.Range(0, clip.Words.Count).Where(w => clip.Words[w] == keyword)
            .Select(w => (w == 0 ? 0 : clip.WordEnds[w - 1], clip.WordEnds[w] + LatestHit));
}
