using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound.Features;

namespace Carousel.Cli.Options;

/// <summary>How sound is read, and how it is changed while training: for all jobs on WAV files.</summary>
internal sealed class SoundOptionSet
{
    private readonly Option<SoundFeatureKind?> _features = OptionKinds.Choice(
        "--features", "What a frame of sound becomes: energies of bands, or cepstral coefficients. Default mfcc.", ("mel", SoundFeatureKind.LogMel), ("mfcc", SoundFeatureKind.Mfcc));

    private readonly Option<SoundNormalisation?> _normalise = OptionKinds.Choice(
        "--normalise", "How features are freed of the microphone: not at all, by the recording's level, by its mean, or by its mean and deviation.",
        ("none", SoundNormalisation.None), ("level", SoundNormalisation.Level), ("mean", SoundNormalisation.Mean), ("recording", SoundNormalisation.Recording));

    private readonly Option<int?> _rate = OptionKinds.Whole("--rate", "Samples a second to which sound is brought. Default 8000.");
    private readonly Option<double?> _window = OptionKinds.Number("--window", "Milliseconds of a frame. Default 25.");
    private readonly Option<double?> _hop = OptionKinds.Number("--hop", "Milliseconds from a frame to the next. Default 10.");
    private readonly Option<int?> _bands = OptionKinds.Whole("--bands", "Bands on the mel scale. Default 40.");
    private readonly Option<int?> _coefficients = OptionKinds.Whole("--coefficients", "Cepstral coefficients. Default 20.");
    private readonly Option<bool> _energy = OptionKinds.Switch("--energy", "Read the energy of a frame too.");
    private readonly Option<bool> _pitch = OptionKinds.Switch("--pitch", "Read the pitch of the voice too, and how sure it is.");
    private readonly Option<double?> _speed = OptionKinds.Number("--speed-variation", "Largest change of the speed while training, as a share.");
    private readonly Option<double?> _tract = OptionKinds.Number("--tract-variation", "Largest change of the vocal tract while training, as a share.");
    private readonly Option<double?> _colour = OptionKinds.Number("--colour-variation", "Largest change of the sound's colour while training, in decibels.");
    private readonly Option<double?> _noise = OptionKinds.Number("--noise-share", "Share of recordings that get noise while training.");
    private readonly Option<int?> _masks = OptionKinds.Whole("--masks", "Bands and times hidden while training.");

    /// <summary>How sound becomes features, and how it is changed while training.</summary>
    public OptionGroup Group => new(
        "Sound", [_features, _bands, _coefficients, _energy, _pitch, _rate, _window, _hop, _normalise, _speed, _tract, _colour, _noise, _masks]);

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
