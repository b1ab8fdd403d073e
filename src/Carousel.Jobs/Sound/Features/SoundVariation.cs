using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Sound;

/// <summary>
/// Changes recordings at random while training: other speeds, vocal tracts, microphones and noise than were recorded.
/// </summary>
/// <param name="Speed">The largest share by which a recording is played faster or slower (Ko et al. 2015), which
/// changes its pitch too; 0 for none.</param>
/// <param name="Tract">The largest share by which frequencies are stretched, as by a vocal tract of another length
/// (Jaitly and Hinton 2013); 0 for none.</param>
/// <param name="Noise">The share of recordings to which noise is added, 5 to 40 decibels below the sound.</param>
/// <param name="Shift">The most silence that is put in front of a recording or cut from its beginning, in
/// seconds.</param>
internal sealed record SoundVariation(double Speed, double Tract, double Noise, double Shift)
{
    private const int SpeedSteps = 100;
    private const double LeastDecibels = 5, MostDecibels = 40;

    /// <summary>A recording as it might have been.</summary>
    /// <param name="recording">The recording; it is not changed.</param>
    /// <param name="seed">The training's seed.</param>
    /// <param name="stream">Which recording in which epoch: equal numbers give equal changes.</param>
    /// <returns>The changed recording, and the factor of its frequencies for <see cref="SoundFeatures.Of"/>.</returns>
    public (SoundRecording Recording, double Warp) Apply(SoundRecording recording, ulong seed, uint stream)
    {
        var draws = new SimulationDraws(seed, "sound variation", stream);
        double warp = 1 + (Tract * ((2 * draws.Uniform()) - 1));

        // Whole hundredths keep the filter of the change of rate short.
        int speed = SpeedSteps + (int)Math.Round(SpeedSteps * Speed * ((2 * draws.Uniform()) - 1));
        double shift = Shift * ((2 * draws.Uniform()) - 1),
            decibels = LeastDecibels + ((MostDecibels - LeastDecibels) * draws.Uniform());
        bool isNoisy = draws.Chance(Noise);
        float[] samples = speed == SpeedSteps
            ? [.. recording.Samples]
            : Resampler.Convert(recording.Samples, speed, SpeedSteps);
        samples = Shifted(samples, (int)(shift * recording.Rate));
        if (isNoisy)
        {
            AddNoise(samples, decibels, draws);
        }

        return (recording with { Samples = samples }, warp);
    }

    /// <summary>Silence in front, or less of the beginning, but never less than half.</summary>
    private static float[] Shifted(float[] samples, int shift) =>
        shift >= 0 ? [.. new float[shift], .. samples] : samples[Math.Min(-shift, samples.Length / 2)..];

    /// <summary>White noise.</summary>
    private static void AddNoise(float[] samples, double decibels, SimulationDraws draws)
    {
        double scale = Math.Sqrt(SoundLevel.Energy(samples) / samples.Length * Math.Pow(10, -decibels / 10));
        for (int n = 0; n < samples.Length; n++)
        {
            samples[n] += (float)(scale * draws.Normal());
        }
    }
}
