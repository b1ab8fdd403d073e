using System.Text.Json.Serialization;

namespace Carousel.Jobs.Sound;

/// <summary>
/// How sound becomes rows of features. Kept in the model file, so that a prediction reads sound as the training did.
/// </summary>
public sealed record SoundFeatureOptions
{
    private const int MostFeatures = 4096;

    /// <summary>Samples a second, to which every recording is brought.</summary>
    public int Rate { get; init; } = 8000;

    /// <summary>What a frame becomes.</summary>
    public SoundFeatureKind Kind { get; init; }

    /// <summary>Length of a frame in milliseconds.</summary>
    public double WindowMilliseconds { get; init; } = 25;

    /// <summary>From the beginning of a frame to that of the next, in milliseconds.</summary>
    public double HopMilliseconds { get; init; } = 10;

    /// <summary>Bands on the mel scale.</summary>
    public int Bands { get; init; } = 40;

    /// <summary>
    /// Cepstral coefficients, of which the first is the mean of the bands: for <see cref="SoundFeatureKind.Mfcc"/>.
    /// </summary>
    public int Coefficients { get; init; } = 13;

    /// <summary>Where the lowest band begins, in hertz.</summary>
    public double LowestHertz { get; init; } = 60;

    /// <summary>Where the highest band ends, in hertz; half the rate if that is lower.</summary>
    public double HighestHertz { get; init; } = 8000;

    /// <summary>a in x[n] − a·x[n−1], which lifts high frequencies.</summary>
    public double Preemphasis { get; init; } = 0.97;

    /// <summary>Whether the logarithm of a frame's energy is a further feature.</summary>
    public bool Energy { get; init; }

    /// <summary>False. Version 0.1 could read the pitch of the voice, too.</summary>
    [JsonInclude]
    internal bool Pitch { get; init; }

    /// <summary>How features are freed of the microphone.</summary>
    [JsonPropertyName("normalisation")]
    public SoundNormalization Normalization { get; init; }

    /// <summary>Frames side by side in a row; it divides the number of steps.</summary>
    public int Stack { get; init; } = 1;

    /// <summary>[F of a frame], taken from each feature; none for 0.</summary>
    [JsonPropertyName("centre")]
    public IReadOnlyList<float> Center { get; init; } = [];

    /// <summary>[F of a frame], by which each feature is divided then; none for 1.</summary>
    public IReadOnlyList<float> Spread { get; init; } = [];

    /// <summary>Features of a frame.</summary>
    [JsonIgnore]
    public int FrameFeatures =>
        (Kind == SoundFeatureKind.Mfcc ? Coefficients : Bands) + (Energy ? 1 : 0);

    /// <summary>F: features of a row.</summary>
    [JsonIgnore]
    public int Features => FrameFeatures * Stack;

    /// <summary>From the beginning of a row to that of the next, in seconds.</summary>
    [JsonIgnore]
    public double SecondsPerRow => (double)Hop * Stack / Rate;

    /// <summary>Names of the features of a row.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names =>
        [.. Enumerable.Range(0, Stack).SelectMany(k => FrameNames().Select(n => Stack == 1 ? n : $"{n} ({k + 1})"))];

    /// <summary>Whether the sizes are ones that can be built: of options that come from a file.</summary>
    [JsonIgnore]
    public bool IsInRange =>
        Rate is >= Resampler.LowestRate and <= Resampler.HighestRate && Enum.IsDefined(Kind)
            && Enum.IsDefined(Normalization)
            && WindowMilliseconds is >= 2 and <= 1000 && HopMilliseconds is >= 1 and <= 1000 && Bands is >= 2 and <= 512
            && Coefficients >= 1 && (Kind != SoundFeatureKind.Mfcc || Coefficients <= Bands)
            && LowestHertz >= 0 && LowestHertz < Highest && Preemphasis is >= 0 and < 1 && Stack is >= 1 and <= 16
            && Features <= MostFeatures
            && (Center.Count == 0 || Center.Count == FrameFeatures)
            && (Spread.Count == 0 || Spread.Count == FrameFeatures)
            && Center.All(float.IsFinite) && Spread.All(s => float.IsFinite(s) && s > 0);

    /// <summary>Samples of a frame.</summary>
    internal int Window => (int)Math.Round(WindowMilliseconds * Rate / 1000);

    /// <summary>Samples from a frame to the next.</summary>
    internal int Hop => (int)Math.Round(HopMilliseconds * Rate / 1000);

    /// <summary>Where the highest band ends, in hertz.</summary>
    internal double Highest => Math.Min(HighestHertz, Rate / 2.0);

    /// <summary>What models of earlier versions may need.</summary>
    /// <param name="property">The property of the model's entry that holds the options.</param>
    internal static IReadOnlyList<RemovedFeature> Removed(string property) =>
    [
        new($"{property}.normalisation", "Level", "sound normalised by its level"),
        new($"{property}.normalisation", "Mean", "sound normalised by its mean"),
        new($"{property}.pitch", null, "the pitch of the voice"),
    ];

    private IEnumerable<string> FrameNames()
    {
        IEnumerable<string> spectrum = Kind == SoundFeatureKind.Mfcc
            ? Enumerable.Range(0, Coefficients).Select(c => $"cepstrum {c}")
            : MelFilters.Centers(this).Select(c => FormattableString.Invariant($"{c:0} Hz"));
        return [.. spectrum, .. Optional.Of(Energy ? "energy" : null)];
    }
}
