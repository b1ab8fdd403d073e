using System.CommandLine;
using Carousel.Jobs.Fitting;
using Carousel.Speech;

namespace Carousel.Cli.Options;

/// <summary>What a transcriber does with a stream of sound.</summary>
internal sealed class ListenOptionSet
{
    private readonly Option<int?> _bare = OptionKinds.Whole(
        "--bare", "Sample rate in Hz of raw 16-bit mono input, instead of a WAV file.");
    private readonly Option<string[]> _keywords = OptionKinds.Names(
        "--keyword", "words", "Words to detect, instead of transcribing everything.");
    private readonly Option<double?> _threshold = OptionKinds.Number(
        "--threshold", "Minimum probability of a keyword, 0.001 to 1. Default 0.5.");

    private readonly Option<string?> _measure = OptionKinds.Text(
        "--measure", "TABLE",
        "Join recordings of single words, stream them, report delay and cost; with --keyword misses and false alarms.");

    private readonly DeclaredOptionSet<SpeechOptions> _utterances = new(
        null, nameof(SpeechOptions.Recordings), nameof(SpeechOptions.Speaker), nameof(SpeechOptions.Join));

    private readonly Option<int?> _strings = OptionKinds.Whole(
        "--strings", "Strings that --measure joins, of 3 to 7 words without --join. Default 200.");

    /// <summary>The options.</summary>
    public OptionGroup Group =>
        new("Sound, for models of transcribe", [_bare, _keywords, _threshold, _measure, .. Table]);

    private IReadOnlyList<Option> Table => [.. _utterances.Options, _strings];

    /// <summary>The table that measures, or null.</summary>
    public string? Measure(ParseResult result) => result.GetValue(_measure);

    /// <summary>The strings that measure, joined of a table's words.</summary>
    /// <exception cref="OptionException">Out of range.</exception>
    /// <exception cref="Carousel.Data.DataFormatException">The table or a recording can't be read, or no strings can be
    /// made of them.</exception>
    public IReadOnlyList<SpeechClip> Strings(ParseResult result, string table)
    {
        SpeechOptions utterances = _utterances.Read(result);
        return WordJoining.Read(
            table, utterances.Columns, utterances.Joining,
            OptionException.Within(result.GetValue(_strings), 1, 100_000, "--strings") ?? 200);
    }

    /// <summary>Samples a second of bare sound, or null for WAV.</summary>
    /// <exception cref="OptionException">Out of range.</exception>
    public int? Bare(ParseResult result) => OptionException.Within(result.GetValue(_bare), 1000, 384_000, "--bare");

    /// <summary>Words to wait for.</summary>
    public IReadOnlyList<string> Keywords(ParseResult result) => result.GetValue(_keywords) ?? [];

    /// <summary>The probability from which they are heard, or null where it was not given.</summary>
    /// <exception cref="OptionException">Out of range.</exception>
    public double? Threshold(ParseResult result) =>
        OptionException.Within(result.GetValue(_threshold), 0.001, 1, "--threshold");

    /// <summary>The option of sound that was given, or null.</summary>
    public string? Given(ParseResult result) =>
        result.FirstGiven(Group.Options);

    /// <summary>The first option of a table that was given without one, or null.</summary>
    public string? GivenForTable(ParseResult result) =>
        result.FirstGiven(Table);
}
