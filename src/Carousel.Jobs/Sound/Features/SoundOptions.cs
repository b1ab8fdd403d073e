using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Sound;

/// <summary>How recordings of speech are read, and how they are changed while training.</summary>
public sealed record SoundOptions : DeclaredOptions
{
    /// <summary>What a frame becomes.</summary>
    [OptionGroup("Sound")]
    [Option("Features of a frame of sound: band energies, or cepstral coefficients.")]
    public SoundFeatureKind Features { get; init => field = Checked(value); } = SoundFeatureKind.Mfcc;

    /// <summary>How features are freed of the microphone; null for what suits whole recordings, or a stream.</summary>
    [Option(
        "Normalisation against microphone differences: none, by mean and deviation of the recording, or of its loud "
        + "frames.", Name = "normalise", Words = "none recording speech", Default = "speech")]
    public SoundNormalization? Normalization { get; init => field = Checked(value); }

    /// <summary>Bands on the mel scale.</summary>
    [Option("Number of mel bands.", Least = 4, Most = 200)]
    public int Bands { get; init => field = Checked(value); } = 40;

    /// <summary>Cepstral coefficients; null for 20, or the number of bands if that is smaller.</summary>
    [Option("Cepstral coefficients.", Least = 2, Most = 100, Default = "20")]
    public int? Coefficients { get; init => field = Checked(value); }

    /// <summary>The largest change of the speed while training, as a share.</summary>
    [OptionGroup("Augmentation")]
    [Option(
        "Maximum change of playback speed in training, as a share.", Name = "speed-variation", Least = 0,
        Most = 0.5)]
    public double SpeedChange { get; init => field = Checked(value); } = 0.1;

    /// <summary>The largest change of the length of the vocal tract while training, as a share.</summary>
    [Option(
        "Maximum stretching of frequencies in training, as a share.", Name = "tract-variation", Least = 0,
        Most = 0.5)]
    public double TractChange { get; init => field = Checked(value); } = 0.1;

    /// <summary>The share of recordings that get noise while training.</summary>
    [Option("Share of recordings with added noise in training.", Least = 0, Most = 1)]
    public double NoiseShare { get; init => field = Checked(value); } = 0.3;

    /// <summary>Masks over bands, and as many over time, while training.</summary>
    [Option("Masks over bands and over time in training.", Least = 0, Most = 10, Range = "0 to 10 each")]
    public int Masks { get; init => field = Checked(value); } = 2;

    /// <summary>The changes of recordings while training.</summary>
    internal SoundVariation Variation => new(SpeedChange, TractChange, NoiseShare, Shift: 0);

    /// <summary>The features of sound.</summary>
    /// <param name="rate">Samples a second.</param>
    /// <param name="stack">Frames side by side in a row.</param>
    /// <exception cref="OptionException">The values do not fit each other.</exception>
    internal SoundFeatureOptions FeaturesOf(int rate, int stack) => new()
    {
        Rate = rate,
        Stack = stack,
        Kind = Features,
        Normalization = Normalization ?? SoundNormalization.Speech,
        Bands = Bands,
        Coefficients = Features == SoundFeatureKind.Mfcc && Coefficients > Bands
            ? throw Wrong(
                $"{{Coefficients}} {Coefficients} are more than the {Bands} bands that they are made of. Ask for "
                + $"fewer, or for more {{Bands}}.")
            : Coefficients ?? Math.Min(20, Bands),
    };

    /// <summary>
    /// What is hidden of recordings: a mask is a sixth of a frame wide at most, or a twenty-fifth of a recording long.
    /// </summary>
    /// <param name="features">What rows hold.</param>
    internal SpectralMasking Masking(SoundFeatureOptions features) =>
        new(Masks, features.FrameFeatures / 6, Masks, 0.04);
}
