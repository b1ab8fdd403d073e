using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Cli.Options;

/// <summary>How sound is read, and how it is changed while training: for all jobs on WAV files.</summary>
/// <param name="features">What the job does where nothing is asked.</param>
/// <param name="variation">How the job changes recordings while training.</param>
/// <param name="masks">How many masks it lays over bands, and over time.</param>
internal sealed class SoundOptionSet(SoundFeatureOptions features, SoundVariation variation, int masks)
{
    private readonly Option<SoundFeatureKind?> _features = OptionKinds.Choice(
        "--features", $"What a frame of sound becomes: energies of bands, or cepstral coefficients. Default {(features.Kind == SoundFeatureKind.Mfcc ? "mfcc" : "mel")}.",
        ("mel", SoundFeatureKind.LogMel), ("mfcc", SoundFeatureKind.Mfcc));

    private readonly Option<SoundNormalisation?> _normalise = OptionKinds.Choice(
        "--normalise", "How features are freed of the microphone: not at all, by the recording's level, by its mean, or by its mean and deviation.",
        ("none", SoundNormalisation.None), ("level", SoundNormalisation.Level), ("mean", SoundNormalisation.Mean), ("recording", SoundNormalisation.Recording));

    private readonly Option<int?> _rate = OptionKinds.Whole("--rate", $"Samples a second to which sound is brought. Default {features.Rate}.");
    private readonly Option<double?> _window = OptionKinds.Number("--window", FormattableString.Invariant($"Milliseconds of a frame. Default {features.WindowMilliseconds}."));
    private readonly Option<double?> _hop = OptionKinds.Number("--hop", FormattableString.Invariant($"Milliseconds from a frame to the next. Default {features.HopMilliseconds}."));
    private readonly Option<int?> _bands = OptionKinds.Whole("--bands", $"Bands on the mel scale, 4 to 200. Default {features.Bands}.");
    private readonly Option<int?> _coefficients = OptionKinds.Whole("--coefficients", $"Cepstral coefficients. Default {features.Coefficients}.");
    private readonly Option<bool> _energy = OptionKinds.Switch("--energy", "Read the energy of a frame too.");
    private readonly Option<bool> _pitch = OptionKinds.Switch("--pitch", "Read the pitch of the voice too, and how sure it is.");

    private readonly Option<double?> _speed = OptionKinds.Number(
        "--speed-variation", FormattableString.Invariant($"Largest share by which sound is played faster or slower while training. Default {variation.Speed}."));

    private readonly Option<double?> _tract = OptionKinds.Number(
        "--tract-variation", FormattableString.Invariant($"Largest share by which frequencies are stretched while training. Default {variation.Tract}."));

    private readonly Option<double?> _colour = OptionKinds.Number(
        "--colour-variation", FormattableString.Invariant($"For bands that keep their level: decibels by which they become louder or softer while training. Default {variation.Colour}."));

    private readonly Option<double?> _noise = OptionKinds.Number("--noise-share", FormattableString.Invariant($"Share of recordings that get noise while training. Default {variation.Noise}."));
    private readonly Option<int?> _masks = OptionKinds.Whole("--masks", $"Masks of bands and of time while training, 0 to 10 each. Default {masks}.");

    /// <summary>All options, for jobs that leave every choice to the user.</summary>
    public OptionGroup Group => new("Sound", [.. Features, _coefficients, _energy, _pitch, _rate, _window, _hop, _normalise, _speed, _tract, _colour, _noise, _masks]);

    /// <summary>What a frame becomes.</summary>
    public IReadOnlyList<Option> Features => [_features, _bands];

    /// <summary>How recordings are changed while training.</summary>
    public IReadOnlyList<Option> Variation => [_speed, _tract, _noise, _masks];

    /// <summary>What the user asks for.</summary>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public SoundOptions Read(ParseResult result) => new()
    {
        Features = result.GetValue(_features),
        Normalisation = result.GetValue(_normalise),
        Rate = result.GetValue(_rate),
        Window = result.GetValue(_window),
        Hop = result.GetValue(_hop),
        Bands = result.GetValue(_bands),
        Coefficients = result.GetValue(_coefficients),
        Energy = result.GetValue(_energy),
        Pitch = result.GetValue(_pitch),
        SpeedChange = result.GetValue(_speed),
        TractChange = result.GetValue(_tract),
        ColourChange = result.GetValue(_colour),
        NoiseShare = result.GetValue(_noise),
        Masks = result.GetValue(_masks),
    };
}
