using System.CommandLine;
using System.Globalization;
using Carousel.Tasks.Fitting;

namespace Carousel.Cli.Options;

/// <summary>What a transcriber does with a stream of sound.</summary>
internal sealed class ListenOptionSet
{
    private readonly Option<int?> _bare = OptionKinds.Whole("--bare", "Samples a second of bare 16-bit samples on one channel, instead of a WAV file.");
    private readonly Option<string[]> _keywords = OptionKinds.Names("--keyword", "words", "Words to wait for, instead of writing down everything.");
    private readonly Option<double?> _threshold = OptionKinds.Number("--threshold", "Probability from which a keyword is heard, 0.001 to 1. Default 0.5.");

    private readonly Option<string?> _measure = OptionKinds.Text(
        "--measure", "TABLE", "Join recordings of one word each, stream them, and tell delay and cost; with --keyword misses and false alarms.");

    private readonly Option<int?> _strings = OptionKinds.Whole("--strings", "Strings of 3 to 7 words that --measure joins. Default 200.");

    /// <summary>The options.</summary>
    public OptionGroup Group => new("Sound, for models of transcribe", [_bare, _keywords, _threshold, _measure, _strings]);

    /// <summary>The table that measures, or null.</summary>
    public string? Measure(ParseResult result) => result.GetValue(_measure);

    /// <summary>Strings that are joined to measure.</summary>
    /// <exception cref="OptionException">Out of range.</exception>
    public int Strings(ParseResult result) => Within(result.GetValue(_strings) ?? 200, 1, 100_000, "--strings");

    /// <summary>Samples a second of bare sound, or null for WAV.</summary>
    /// <exception cref="OptionException">Out of range.</exception>
    public int? Bare(ParseResult result) => result.GetValue(_bare) is { } rate ? Within(rate, 1000, 384_000, "--bare") : null;

    /// <summary>Words to wait for.</summary>
    public IReadOnlyList<string> Keywords(ParseResult result) => result.GetValue(_keywords) ?? [];

    /// <summary>The probability from which they are heard, or null where it was not given.</summary>
    /// <exception cref="OptionException">Out of range.</exception>
    public double? Threshold(ParseResult result) => result.GetValue(_threshold) is { } threshold ? Within(threshold, 0.001, 1, "--threshold") : null;

    /// <summary>The option of sound that was given, or null.</summary>
    public string? Given(ParseResult result) => Group.Options.FirstOrDefault(o => result.GetResult(o) is { Implicit: false })?.Name;

    private static T Within<T>(T value, T low, T high, string option)
        where T : System.Numerics.INumber<T>
        => value >= low && value <= high ? value
            : throw new OptionException(string.Create(CultureInfo.InvariantCulture, $"{option} must be {low}…{high}, but is {value}."));
}
