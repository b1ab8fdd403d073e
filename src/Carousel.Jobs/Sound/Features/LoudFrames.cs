namespace Carousel.Jobs.Sound;

/// <summary>
/// The frames of a recording that are louder than the middle between its quiet and its loud ones, on the scale of
/// decibels: those with a voice, where there is one.
/// </summary>
internal static class LoudFrames
{
    /// <summary>The share of frames at either end that the quiet and the loud level leave out.</summary>
    private const double Rest = 0.05;

    /// <summary>Which frames are loud.</summary>
    /// <param name="values">[frames, F of a frame], before they are normalised; one frame at least.</param>
    /// <param name="options">What frames hold.</param>
    /// <returns>[frames], true for one at least.</returns>
    public static bool[] Of(ReadOnlySpan<float> values, SoundFeatureOptions options)
    {
        int width = options.FrameFeatures;
        var levels = new float[values.Length / width];
        for (int frame = 0; frame < levels.Length; frame++)
        {
            levels[frame] = Level(values.Slice(frame * width, width), options);
        }

        float[] sorted = [.. levels.Order()];
        int rest = (int)(Rest * levels.Length);
        float limit = (sorted[rest] + sorted[^(rest + 1)]) / 2;
        return Array.ConvertAll(levels, level => level >= limit);
    }

    /// <summary>
    /// The logarithm of a frame's energy if that is a feature, else the mean of its bands, which is proportional to the
    /// first coefficient.
    /// </summary>
    private static float Level(ReadOnlySpan<float> frame, SoundFeatureOptions options)
    {
        int spectrum = options.Kind == SoundFeatureKind.Mfcc ? options.Coefficients : options.Bands;
        if (options.Energy || options.Kind == SoundFeatureKind.Mfcc)
        {
            return frame[options.Energy ? spectrum : 0];
        }

        double sum = 0;
        foreach (float band in frame[..spectrum])
        {
            sum += band;
        }

        return (float)(sum / spectrum);
    }
}
