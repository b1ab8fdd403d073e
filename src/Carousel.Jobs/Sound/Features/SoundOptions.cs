using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Sound;

/// <summary>
/// What the user asks of the reading of sound and of its changes while training. Null leaves the choice to the job.
/// </summary>
public sealed record SoundOptions : DeclaredOptions
{
    /// <summary>What a frame becomes.</summary>
    [OptionGroup("Sound")]
    [Option("Features of a frame of sound: band energies, or cepstral coefficients.")]
    public SoundFeatureKind? Features { get; init => field = Checked(value); }

    /// <summary>How features are freed of the microphone.</summary>
    [Option(
        "Normalisation against microphone differences: none, by mean and deviation of the recording, or of its loud "
        + "frames.", Name = "normalise", Words = "none recording speech")]
    public SoundNormalization? Normalization { get; init => field = Checked(value); }

    /// <summary>Bands on the mel scale.</summary>
    [Option("Number of mel bands.", Least = 4, Most = 200)]
    public int? Bands { get; init => field = Checked(value); }

    /// <summary>Cepstral coefficients.</summary>
    [Option("Cepstral coefficients.", Least = 2, Most = 100)]
    public int? Coefficients { get; init => field = Checked(value); }

    /// <summary>The largest change of the speed while training, as a share.</summary>
    [OptionGroup("Augmentation")]
    [Option(
        "Maximum change of playback speed in training, as a share.", Name = "speed-variation", Least = 0,
        Most = 0.5)]
    public double? SpeedChange { get; init => field = Checked(value); }

    /// <summary>The largest change of the length of the vocal tract while training, as a share.</summary>
    [Option(
        "Maximum stretching of frequencies in training, as a share.", Name = "tract-variation", Least = 0,
        Most = 0.5)]
    public double? TractChange { get; init => field = Checked(value); }

    /// <summary>The share of recordings that get noise while training.</summary>
    [Option("Share of recordings with added noise in training.", Least = 0, Most = 1)]
    public double? NoiseShare { get; init => field = Checked(value); }

    /// <summary>Masks over bands, and as many over time, while training.</summary>
    [Option("Masks over bands and over time in training.", Least = 0, Most = 10, Range = "0 to 10 each")]
    public int? Masks { get; init => field = Checked(value); }

    /// <summary>What a job does where nothing is asked; null where that is not to be said.</summary>
    internal SoundDefaults? Defaults { get; init; }

    /// <summary>The features of a job with the user's options.</summary>
    /// <param name="job">What the job does where nothing is asked.</param>
    /// <returns>The features.</returns>
    /// <exception cref="OptionException">The values do not fit each other.</exception>
    public SoundFeatureOptions Over(SoundFeatureOptions job)
    {
        ArgumentNullException.ThrowIfNull(job);
        SoundFeatureOptions options = job with
        {
            Kind = Features ?? job.Kind,
            Normalization = Normalization ?? job.Normalization,
            Bands = Bands ?? job.Bands,
            Coefficients = Coefficients ?? Math.Min(job.Coefficients, Bands ?? job.Bands),
        };
        return options.Coefficients > options.Bands && options.Kind == SoundFeatureKind.Mfcc
            ? throw Wrong(
                $"{{Coefficients}} {options.Coefficients} are more than the {options.Bands} bands that they are made "
                + $"of. Ask for fewer, or for more {{Bands}}.")
            : options;
    }

    /// <summary>The changes of a job's recordings with the user's options.</summary>
    /// <param name="job">What the job does where nothing is asked.</param>
    /// <returns>The changes.</returns>
    internal SoundVariation Over(SoundVariation job) =>
        job with
        {
            Speed = SpeedChange ?? job.Speed,
            Tract = TractChange ?? job.Tract,
            Noise = NoiseShare ?? job.Noise,
        };

    /// <summary>The masks of a job with the user's options.</summary>
    /// <param name="job">What the job does where nothing is asked.</param>
    /// <returns>The masks.</returns>
    internal SpectralMasking Over(SpectralMasking job) =>
        job with { BandMasks = Masks ?? job.BandMasks, TimeMasks = Masks ?? job.TimeMasks };

    /// <inheritdoc/>
    protected internal override string? DefaultInWords(string property) => Defaults?.Of(property);
}
