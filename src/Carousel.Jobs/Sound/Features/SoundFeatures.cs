namespace Carousel.Jobs.Sound.Features;

/// <summary>Features of whole recordings.</summary>
internal static class SoundFeatures
{
    /// <summary>
    /// The rows of a recording: those that <see cref="SoundFeatureExtractor"/> gives, normalised over the recording
    /// where the options ask for it.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="options">What rows hold.</param>
    /// <param name="warp">The factor of the frequencies of a changed vocal tract, for training; 1 changes
    /// nothing.</param>
    /// <returns>[T, F] with T ≥ 1.</returns>
    /// <exception cref="ArgumentException">The options can't be.</exception>
    public static float[] Of(SoundRecording recording, SoundFeatureOptions options, double warp = 1)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(options);
        return Normalised(Plain(recording, options, warp), options);
    }

    /// <summary>The rows before they are normalised over the recording.</summary>
    public static float[] Plain(SoundRecording recording, SoundFeatureOptions options, double warp)
    {
        var extractor = new SoundFeatureExtractor(options, recording.Rate, warp);
        extractor.Push(recording.Samples);
        extractor.Finish();
        var rows = new List<float>();
        var row = new float[extractor.Features];
        while (extractor.TryRead(row))
        {
            rows.AddRange(row);
        }

        return [.. rows];
    }

    /// <summary>Normalises rows over their recording, where the options ask for it.</summary>
    /// <param name="values">[T, F], changed.</param>
    /// <param name="options">What the rows hold.</param>
    /// <returns>The same rows.</returns>
    public static float[] Normalised(float[] values, SoundFeatureOptions options)
    {
        if (options.Normalisation == SoundNormalisation.Level && options.Kind == SoundFeatureKind.LogMel)
        {
            Level(values, options);
        }
        else if (options.Normalisation is SoundNormalisation.Recording or SoundNormalisation.Mean
            or SoundNormalisation.Speech)
        {
            Normalise(
                values, options.FrameFeatures, options.Normalisation == SoundNormalisation.Mean,
                options.Normalisation == SoundNormalisation.Speech ? LoudFrames.Of(values, options) : null);
        }

        return values;
    }

    /// <summary>Learns the centre and the spread of each feature from recordings.</summary>
    /// <param name="recordings">Those of the training.</param>
    /// <param name="options">What rows hold.</param>
    /// <returns>The options with <see cref="SoundFeatureOptions.Centre"/> and
    /// <see cref="SoundFeatureOptions.Spread"/>.</returns>
    public static SoundFeatureOptions Fit(IEnumerable<SoundRecording> recordings, SoundFeatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        ArgumentNullException.ThrowIfNull(options);
        SoundFeatureOptions plain = options with
        {
            Centre = [],
            Spread = [],
            Normalisation = SoundNormalisation.None,
            Stack = 1,
        };
        int width = plain.Features;
        double[] sums = new double[width], squares = new double[width];
        long frames = 0;
        foreach (SoundRecording recording in recordings)
        {
            float[] values = Of(recording, plain);
            for (int i = 0; i < values.Length; i++)
            {
                sums[i % width] += values[i];
                squares[i % width] += (double)values[i] * values[i];
            }

            frames += values.Length / width;
        }

        return options with
        {
            Centre = [.. sums.Select(s => (float)(s / frames))],
            Spread = [.. squares.Select((s, f) => Deviation(sums[f], s, frames))],
        };
    }

    /// <summary>
    /// Bands against the energy of the loudest frame, above a floor of e⁻⁸ of it that is added like a noise.
    /// </summary>
    private static void Level(float[] values, SoundFeatureOptions options)
    {
        const double Floor = 3.3546262790251185e-4;
        int width = options.FrameFeatures, bands = options.Bands;
        float loudest = float.NegativeInfinity;
        for (int at = 0; at < values.Length; at += width)
        {
            loudest = Math.Max(loudest, Loudness(values.AsSpan(at, bands)));
        }

        for (int at = 0; at < values.Length; at += width)
        {
            for (int b = 0; b < bands; b++)
            {
                values[at + b] = (float)Math.Log(Math.Exp(values[at + b] - loudest) + Floor);
            }

            // The frame's energy is a level too.
            if (options.Energy)
            {
                values[at + bands] -= loudest;
            }
        }
    }

    /// <summary>The logarithm of the mean energy.</summary>
    private static float Loudness(ReadOnlySpan<float> logarithms)
    {
        double sum = 0;
        foreach (float logarithm in logarithms)
        {
            sum += Math.Exp(logarithm);
        }

        return (float)Math.Log(sum / logarithms.Length);
    }

    /// <summary>
    /// Mean 0, and deviation 1 where it is not kept, of each feature over the frames that count; null for all.
    /// </summary>
    private static void Normalise(float[] values, int width, bool keepsDeviation, bool[]? counts)
    {
        int frames = counts?.Count(c => c) ?? (values.Length / width);
        for (int f = 0; f < width; f++)
        {
            double sum = 0, square = 0;
            for (int at = f; at < values.Length; at += width)
            {
                if (counts?[at / width] == false)
                {
                    continue;
                }

                sum += values[at];
                square += (double)values[at] * values[at];
            }

            double mean = sum / frames, deviation = keepsDeviation ? 1 : Deviation(sum, square, frames);
            for (int at = f; at < values.Length; at += width)
            {
                values[at] = (float)((values[at] - mean) / deviation);
            }
        }
    }

    /// <summary>A feature that does not change has the deviation 1: it becomes 0.</summary>
    private static float Deviation(double sum, double square, long count)
    {
        double mean = sum / count, variance = (square / count) - (mean * mean);
        return variance > 1e-9 ? (float)Math.Sqrt(variance) : 1;
    }
}
