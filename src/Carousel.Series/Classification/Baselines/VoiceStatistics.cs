using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>
/// Recordings as statistics of three kinds: the course of the spectrum, free of speaker and microphone; the timbre of
/// the voice; its pitch and loudness with their changes.
/// </summary>
internal static class VoiceStatistics
{
    private const int Segments = 8, Thirds = 3, Apart = 4;

    /// <summary>A recording begins and ends with a frame less than 20 decibels below the loudest, and a voice is less
    /// than 15 below.</summary>
    private const float Quiet = -2, VoiceQuiet = -1.5f, Voiced = 0.5f;

    private static readonly double[] _shares = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>The kinds, for messages.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["the course of the spectrum", "the timbre of the voice", "pitch and loudness"];

    /// <summary>How many statistics there are of each kind.</summary>
    /// <param name="sound">How recordings become features.</param>
    public static int[] Counts(SoundFeatureOptions sound)
    {
        (int spectrum, int voice) = (sound.FrameFeatures, VoiceFeatures.Count);
        return
        [
            2 * Segments * spectrum, (2 + _shares.Length) * (spectrum - 1),
            2 * (4 + _shares.Length + Thirds) * voice,
        ];
    }

    /// <summary>The statistics of a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="sound">How it becomes features.</param>
    /// <returns>The kinds one after the other.</returns>
    public static float[] Of(SoundRecording recording, SoundFeatureOptions sound)
    {
        SoundFeatureOptions plain = sound with { Normalization = SoundNormalization.None };
        int first = plain.FrameFeatures;
        float[][] frames = VoiceFeatures.Join(recording, plain);
        frames = frames[
            Array.FindIndex(frames, f => f[^1] >= Quiet)..(Array.FindLastIndex(frames, f => f[^1] >= Quiet) + 1)];
        double[][] spectrum = Columns(frames, 0, first), voice = Columns(frames, first, frames[0].Length);
        float[][] voiced = [.. frames.Where(f => f[first] >= Voiced && f[^1] >= VoiceQuiet)];
        return
        [
            .. spectrum.SelectMany(column => Course(Normalized(column))).Select(v => (float)v),
            .. Columns(voiced.Length > 0 ? voiced : frames, 1, first).SelectMany(Spread).Select(v => (float)v),
            .. voice.SelectMany(column => Contour(column).Concat(Contour(Changes(column)))).Select(v => (float)v),
        ];
    }

    private static double[][] Columns(float[][] frames, int from, int to) =>
        [.. Enumerable.Range(from, to - from).Select(c => Array.ConvertAll(frames, f => (double)f[c]))];

    /// <summary>Means of segments, of values and of changes.</summary>
    private static IEnumerable<double> Course(double[] values) =>
        Means(values, Segments).Concat(Means(Changes(values), Segments));

    private static IEnumerable<double> Means(double[] values, int parts) => Enumerable.Range(0, parts).Select(p =>
    {
        int from = p * values.Length / parts, to = Math.Max(from + 1, (p + 1) * values.Length / parts);
        return values[from..to].Average();
    });

    /// <summary>Mean, deviation and quantiles.</summary>
    private static IEnumerable<double> Spread(double[] values)
    {
        double mean = values.Average();
        double[] sorted = [.. values.Order()];
        return
        [
            mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))),
            .. _shares.Select(share => sorted[(int)Math.Round(share * (sorted.Length - 1))]),
        ];
    }

    /// <summary>Mean, deviation, quantiles, slope, curvature and the means of thirds.</summary>
    private static IEnumerable<double> Contour(double[] values)
    {
        double[] times = [.. values.Select((_, t) => (2 * (t + 0.5) / values.Length) - 1)];
        double square = times.Average(t => t * t);
        return
        [
            .. Spread(values), .. Means(values, Thirds), Slope(values, times),
            Slope(values, Array.ConvertAll(times, t => (t * t) - square)),
        ];
    }

    private static double Slope(double[] values, double[] times) =>
        values.Zip(times, (v, t) => v * t).Sum() / Math.Max(times.Sum(t => t * t), 1e-9);

    private static double[] Normalized(double[] values)
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return Array.ConvertAll(values, v => (v - mean) / Math.Max(deviation, 1e-3));
    }

    private static double[] Changes(double[] values) =>
        values.Length <= Apart ? [0] : [.. values.Skip(Apart).Zip(values, (later, value) => later - value)];
}
