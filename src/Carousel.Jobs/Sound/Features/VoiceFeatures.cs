namespace Carousel.Jobs.Sound;

/// <summary>
/// How a voice speaks, frame by frame: how periodic the sound is, its pitch, the pitch around the median of the
/// recording, and the loudness below that of the loudest frame.
/// </summary>
internal static class VoiceFeatures
{
    /// <summary>Octaves are counted from here, between the voices of men and women.</summary>
    private const double MiddleHertz = 150;

    /// <summary>From this correlation on a frame has a pitch; others get one between their neighbours'.</summary>
    private const double LeastVoicing = 0.6;

    /// <summary>A frame has no pitch if its power is below this share of the loudest one's: 20 decibels.</summary>
    private const double LeastPower = 1e-2;

    /// <summary>What a change of the pitch by an octave from frame to frame costs in correlation.</summary>
    private const double JumpCost = 0.35;

    /// <summary>How many there are: voicing, pitch, pitch around its median, loudness.</summary>
    public const int Count = 4;

    /// <summary>The features of frames, each followed by those of the voice.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="options">What frames hold; one is a row.</param>
    /// <returns>[T][F + 4]: the last four are a share, octaves above 150 hertz, octaves, and bels.</returns>
    public static float[][] Join(SoundRecording recording, SoundFeatureOptions options)
    {
        float[][] frames = [.. SoundFeatures.Of(recording, options).Chunk(options.Features)];
        float[] sound = Resampler.Convert(recording.Samples, recording.Rate, options.Rate);
        return [.. frames.Zip(Of(sound, options, frames.Length).Chunk(Count), (f, v) => (float[])[.. f, .. v])];
    }

    private static float[] Of(ReadOnlySpan<float> samples, SoundFeatureOptions options, int frames)
    {
        var tracker = new PitchTracker(options.Rate);
        double[] powers = new double[frames], voicing = new double[frames], octaves = new double[frames];
        var peaks = new IReadOnlyList<(double Hertz, double Height)>[frames];
        float[] window = new float[tracker.Window];
        for (int t = 0; t < frames; t++)
        {
            int from = (t * options.Hop) + ((options.Window - window.Length) / 2),
                first = Math.Clamp(from, 0, samples.Length),
                end = Math.Clamp(from + window.Length, first, samples.Length);
            Array.Clear(window);
            samples[first..end].CopyTo(window.AsSpan(first - from));
            powers[t] = SoundLevel.Energy(window) / window.Length;
            peaks[t] = tracker.Find(window);
            voicing[t] = peaks[t].Count == 0 ? 0 : Math.Max(0, peaks[t][0].Height);
        }

        double loudest = powers.Max();
        int[] voiced = [.. Enumerable.Range(0, frames)
            .Where(t => voicing[t] >= LeastVoicing && powers[t] >= LeastPower * loudest)];
        foreach ((int t, double pitch) in voiced.Zip(Path([.. voiced.Select(t => peaks[t])])))
        {
            octaves[t] = pitch;
        }

        double median = voiced.Length == 0 ? 0 : voiced.Select(t => octaves[t]).Order().ElementAt(voiced.Length / 2);
        var features = new float[frames * Count];
        for (int t = 0, next = 0; t < frames; t++)
        {
            next += next < voiced.Length && voiced[next] < t ? 1 : 0;
            double pitch = voiced.Length == 0 ? 0
                : next == 0 ? octaves[voiced[0]]
                : next == voiced.Length ? octaves[voiced[^1]]
                : Between(voiced[next - 1], voiced[next], t);
            Span<float> row = features.AsSpan(t * Count, Count);
            (row[0], row[1], row[2]) = ((float)voicing[t], (float)pitch, (float)(pitch - median));
            row[3] = loudest > 0 ? (float)Math.Log10(Math.Max(powers[t] / loudest, 1e-6)) : 0;
        }

        return features;

        double Between(int before, int after, int t) => octaves[before]
            + ((octaves[after] - octaves[before]) * (t - before) / (after - before));
    }

    /// <summary>The peaks that are high and near those of the frames around (Viterbi), in octaves.</summary>
    private static double[] Path(IReadOnlyList<(double Hertz, double Height)>[] peaks)
    {
        var back = new int[peaks.Length][];
        double[] sums = [];
        for (int t = 0; t < peaks.Length; t++)
        {
            double[] before = sums;
            (sums, back[t]) = (new double[peaks[t].Count], new int[peaks[t].Count]);
            for (int p = 0; p < sums.Length; p++)
            {
                double hertz = peaks[t][p].Hertz;
                double[] ways = t == 0 ? [0] : [.. before.Select((sum, q) =>
                    sum - (JumpCost * Math.Abs(Math.Log2(hertz / peaks[t - 1][q].Hertz))))];
                back[t][p] = Array.IndexOf(ways, ways.Max());
                sums[p] = ways[back[t][p]] + peaks[t][p].Height;
            }
        }

        var path = new double[peaks.Length];
        int last = sums.Length == 0 ? 0 : Array.IndexOf(sums, sums.Max());
        for (int t = peaks.Length - 1; t >= 0; t--)
        {
            (path[t], last) = (Math.Log2(peaks[t][last].Hertz / MiddleHertz), back[t][last]);
        }

        return path;
    }
}
