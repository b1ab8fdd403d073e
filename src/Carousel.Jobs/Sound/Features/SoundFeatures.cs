namespace Carousel.Jobs.Sound;

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
        var extractor = new SoundFeatureExtractor(options, recording.Rate, warp);
        extractor.Push(recording.Samples);
        extractor.Finish();
        var rows = new List<float>();
        var row = new float[extractor.Features];
        while (extractor.TryRead(row))
        {
            rows.AddRange(row);
        }

        float[] values = [.. rows];
        if (options.Normalization is SoundNormalization.Recording or SoundNormalization.Speech)
        {
            Normalize(
                values, options.FrameFeatures,
                options.Normalization == SoundNormalization.Speech ? LoudFrames.Of(values, options) : null);
        }

        return values;
    }

    /// <summary>Learns the centre and the spread of each feature from recordings.</summary>
    /// <param name="recordings">Those of the training.</param>
    /// <param name="options">What rows hold.</param>
    /// <returns>The options with <see cref="SoundFeatureOptions.Center"/> and
    /// <see cref="SoundFeatureOptions.Spread"/>.</returns>
    public static SoundFeatureOptions Fit(IEnumerable<SoundRecording> recordings, SoundFeatureOptions options)
    {
        SoundFeatureOptions plain = options with
        {
            Center = [],
            Spread = [],
            Normalization = SoundNormalization.None,
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
            Center = [.. sums.Select(s => (float)(s / frames))],
            Spread = [.. squares.Select((s, f) => Deviation(sums[f], s, frames))],
        };
    }

    /// <summary>Mean 0 and deviation 1 of each feature over the frames that count; null for all.</summary>
    private static void Normalize(float[] values, int width, bool[]? counts)
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

            double mean = sum / frames, deviation = Deviation(sum, square, frames);
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
