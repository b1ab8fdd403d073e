using System.CommandLine;
using Carousel.Jobs.Fitting;

namespace Carousel.Cli.Options;

/// <summary>What every verb understands: threads, and how much is said.</summary>
/// <param name="outDescription">What goes into the output folder, or null for a verb that writes no files.</param>
/// <param name="threads">What is to be said about threads.</param>
/// <param name="trains">Whether the verb has a model to replace, and progress to tell.</param>
internal sealed class RunOptionSet(
    string? outDescription,
    string threads = "Number of threads; does not change the result. Default: all processors.",
    bool trains = false)
{
    // As many as a backend takes.
    public const int MostThreads = 256;

    private readonly Option<string?>? _out =
        outDescription is null ? null : OptionKinds.Text("--out", "DIR", outDescription);
    private readonly Option<int?> _threads = OptionKinds.Whole("--threads", threads);
    private readonly Option<bool> _quiet = OptionKinds.Switch("--quiet", "No progress.");
    private readonly Option<bool> _json = OptionKinds.Switch("--json", "End with one line of JSON on standard output.");
    private readonly Option<bool> _verbose = OptionKinds.Switch("--verbose", "Show the stack trace of an error.");
    private readonly Option<bool> _overwrite = OptionKinds.Switch(
        "--overwrite", "Replace a model of other data or another target, or a stopped run, in the output folder.");
    private readonly Option<ProgressKind?> _progress = OptionKinds.Choice(
        "--progress", "Format of progress on standard error: text, or one JSON object per line. Default text.",
        ("text", ProgressKind.Text), ("json", ProgressKind.Json));

    /// <summary>The options of the run.</summary>
    public OptionGroup Group =>
        new("Run",
        [
            .. Optional.Of(_out), .. Optional.Of(trains ? _overwrite : null),
            _threads, .. Optional.Of(trains ? _progress : null), _quiet, _json, _verbose,
        ]);

    public string? Out(ParseResult result) => _out is null ? null : result.GetValue(_out);

    /// <summary>The output folder that was asked for, or null.</summary>
    public OutputFolder? OpenOut(ParseResult result) => Out(result) is { } path ? OutputFolder.Open(path) : null;

    /// <summary>Whether a model of other data may be replaced.</summary>
    public bool Overwrite(ParseResult result) => trains && result.GetValue(_overwrite);

    /// <summary>How many threads were asked for, 0 for as many as there are processors.</summary>
    /// <exception cref="OptionException">The number is out of range.</exception>
    public int Threads(ParseResult result) => result.GetValue(_threads) switch
    {
        null => 0,
        < 1 or > MostThreads =>
            throw new OptionException($"--threads must be 1…{MostThreads}, but is {result.GetValue(_threads)}."),
        { } count => count,
    };

    /// <summary>Whether progress is a JSON object a line.</summary>
    public bool ProgressIsJson(ParseResult result) => trains && result.GetValue(_progress) == ProgressKind.Json;

    public bool Quiet(ParseResult result) => result.GetValue(_quiet);

    public bool Json(ParseResult result) => result.GetValue(_json);

    public bool Verbose(ParseResult result) => result.GetValue(_verbose);
}
