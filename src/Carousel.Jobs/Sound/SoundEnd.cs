namespace Carousel.Jobs.Sound;

/// <summary>
/// Where a recording becomes quiet: after its last frame of 10 ms whose power is within 30 decibels of that of its
/// loudest frame.
/// </summary>
/// <remarks>
/// The rest is breath, room and the hand on the switch; a word that is timed against it would seem to be recognised too
/// early.
/// </remarks>
internal static class SoundEnd
{
    private const int FramesPerSecond = 100;
    private const double QuietShare = 1e-3;

    /// <summary>How many samples there are up to the end.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="rate">Samples a second.</param>
    /// <returns>All of them for silence.</returns>
    public static int Of(ReadOnlySpan<float> samples, int rate)
    {
        int frame = Math.Max(1, rate / FramesPerSecond);
        double loudest = 0;
        for (int at = 0; at < samples.Length; at += frame)
        {
            loudest = Math.Max(loudest, Power(samples, at, frame));
        }

        for (int at = (samples.Length - 1) / frame * frame; at >= 0 && loudest > 0; at -= frame)
        {
            if (Power(samples, at, frame) >= QuietShare * loudest)
            {
                return Math.Min(at + frame, samples.Length);
            }
        }

        return samples.Length;
    }

    /// <summary>Mean square of a frame, which may be cut at the end.</summary>
    private static double Power(ReadOnlySpan<float> samples, int at, int frame)
    {
        ReadOnlySpan<float> own = samples[at..Math.Min(at + frame, samples.Length)];
        return SoundLevel.Energy(own) / own.Length;
    }
}
