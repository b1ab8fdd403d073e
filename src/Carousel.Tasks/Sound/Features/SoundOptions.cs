using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Sound.Features;

/// <summary>What the user asks of the reading of sound and of its changes while training. Null leaves the choice to the job.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record SoundOptions
{
    /// <summary>What a frame becomes.</summary>
    public SoundFeatureKind? Features { get; init; }

    /// <summary>How features are freed of the microphone.</summary>
    public SoundNormalisation? Normalisation { get; init; }

    /// <summary>Samples a second to which recordings are brought, 1,000 … 48,000.</summary>
    public int? Rate { get; init => field = OptionException.Within(value, Resampler.LowestRate, 48_000, "--rate"); }

    /// <summary>Milliseconds of a frame, 5 … 200.</summary>
    public double? Window { get; init => field = OptionException.Within(value, 5, 200, "--window"); }

    /// <summary>Milliseconds from a frame to the next, 2 … 100.</summary>
    public double? Hop { get; init => field = OptionException.Within(value, 2, 100, "--hop"); }

    /// <summary>Bands on the mel scale, 4 … 200.</summary>
    public int? Bands { get; init => field = OptionException.Within(value, 4, 200, "--bands"); }

    /// <summary>Cepstral coefficients, 2 … 100.</summary>
    public int? Coefficients { get; init => field = OptionException.Within(value, 2, 100, "--coefficients"); }

    /// <summary>Whether a frame's energy stands beside.</summary>
    public bool Energy { get; init; }

    /// <summary>Whether the pitch stands beside.</summary>
    public bool Pitch { get; init; }

    /// <summary>The largest change of the speed while training, as a share, 0 … 0.5.</summary>
    public double? SpeedChange { get; init => field = OptionException.Within(value, 0, 0.5, "--speed-variation"); }

    /// <summary>The largest change of the length of the vocal tract while training, as a share, 0 … 0.5.</summary>
    public double? TractChange { get; init => field = OptionException.Within(value, 0, 0.5, "--tract-variation"); }

    /// <summary>The largest change of the sound's colour while training, in decibels, 0 … 40.</summary>
    public double? ColourChange { get; init => field = OptionException.Within(value, 0, 40, "--colour-variation"); }

    /// <summary>The share of recordings that get noise while training, 0 … 1.</summary>
    public double? NoiseShare { get; init => field = OptionException.Within(value, 0, 1, "--noise-share"); }

    /// <summary>Masks over bands, and as many over time, while training, 0 … 10.</summary>
    public int? Masks { get; init => field = OptionException.Within(value, 0, 10, "--masks"); }

    /// <summary>The features of a job with what the user asks for.</summary>
    /// <param name="job">What the job does where nothing is asked.</param>
    /// <returns>The features.</returns>
    /// <exception cref="OptionException">The values do not fit each other.</exception>
    public SoundFeatureOptions Over(SoundFeatureOptions job)
    {
        ArgumentNullException.ThrowIfNull(job);
        SoundFeatureOptions options = job with
        {
            Kind = Features ?? job.Kind,
            Normalisation = Normalisation ?? job.Normalisation,
            Rate = Rate ?? job.Rate,
            WindowMilliseconds = Window ?? job.WindowMilliseconds,
            HopMilliseconds = Hop ?? job.HopMilliseconds,
            Bands = Bands ?? job.Bands,
            Coefficients = Coefficients ?? Math.Min(job.Coefficients, Bands ?? job.Bands),
            Energy = Energy || job.Energy,
            Pitch = Pitch || job.Pitch,
        };
        if (options.Kind == SoundFeatureKind.Mfcc && options.Normalisation == SoundNormalisation.Level)
        {
            throw new OptionException("--normalise level goes with --features mel: coefficients have no level of a band. Pass --normalise mean.");
        }

        if (ColourChange > 0 && (options.Kind == SoundFeatureKind.Mfcc || options.Normalisation is SoundNormalisation.Mean or SoundNormalisation.Recording))
        {
            throw new OptionException("--colour-variation changes nothing here: it is for bands that keep their level. Pass --features mel and --normalise none or level, or leave it out.");
        }

        return options.Coefficients > options.Bands && options.Kind == SoundFeatureKind.Mfcc
            ? throw new OptionException($"--coefficients {options.Coefficients} are more than the {options.Bands} bands that they are made of. Ask for fewer, or for more --bands.")
            : options;
    }

    /// <summary>The changes of a job's recordings with what the user asks for.</summary>
    /// <param name="job">What the job does where nothing is asked.</param>
    /// <returns>The changes.</returns>
    public SoundVariation Over(SoundVariation job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job with { Speed = SpeedChange ?? job.Speed, Tract = TractChange ?? job.Tract, Noise = NoiseShare ?? job.Noise, Colour = ColourChange ?? job.Colour };
    }

    /// <summary>The masks of a job with what the user asks for.</summary>
    /// <param name="job">What the job does where nothing is asked.</param>
    /// <returns>The masks.</returns>
    public SpectralMasking Over(SpectralMasking job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job with { BandMasks = Masks ?? job.BandMasks, TimeMasks = Masks ?? job.TimeMasks };
    }
}
