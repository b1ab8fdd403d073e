using System.CommandLine;
using Carousel.Speech;

namespace Carousel.Cli.Options;

/// <summary>
/// Where recordings lie, who speaks, and how strings are made of single words: for every verb that reads tables of
/// transcripts.
/// </summary>
internal sealed class UtteranceOptionSet
{
    /// <summary>Where recordings lie.</summary>
    public Option<string?> Recordings { get; } = OptionKinds.Text(
        "--recordings", "folder", "Base folder of the table's file names. Default: that of the table.");
    private readonly Option<string?> _speaker = OptionKinds.Text(
        "--speaker", "column", "Column of the speakers. Default: the one called speaker.");

    private readonly Option<(int Fewest, int Most)?> _join = OptionKinds.Range(
        "--join", 1, WordJoining.MostWords,
        "Join recordings of single words into strings of n to m words, with silence and noise.");

    /// <summary>Who speaks, and how strings are made.</summary>
    public IReadOnlyList<Option> Strings => [_speaker, _join];

    /// <summary>Which columns of a table are read.</summary>
    /// <param name="result">The parsed command line.</param>
    public UtteranceColumns Columns(ParseResult result) => new(result.GetValue(Recordings), result.GetValue(_speaker));

    /// <summary>How strings are made, or null.</summary>
    /// <param name="result">The parsed command line.</param>
    public WordJoining? Joining(ParseResult result) =>
        result.GetValue(_join) is { } range ? new WordJoining(range.Fewest, range.Most) : null;
}
