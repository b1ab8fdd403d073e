using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Tests;

/// <summary>What a command line gave, run inside this process.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    /// <summary>The last line of standard output.</summary>
    public string LastLine => Out.TrimEnd('\n').Split('\n')[^1];

    public static Task<CliRun> OfAsync(params string[] arguments) => OfAsync(arguments, CancellationToken.None);

    /// <summary>Runs a command line and cancels it, as Ctrl-C does, when standard error holds a text.</summary>
    public static async Task<CliRun> StoppedAtAsync(string text, params string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        using var error = new WatchedWriter(text, stop.Cancel);
        return await OfAsync(arguments, stop.Token, width: null, error);
    }

    /// <summary>Runs a command line with lines on standard input.</summary>
    public static Task<CliRun> WithInputAsync(string input, params string[] arguments) =>
        OfAsync(arguments, CancellationToken.None, input: new StringReader(input));

    /// <summary>Runs a command line with bytes on standard input, as a pipe gives them.</summary>
    public static Task<CliRun> WithBytesAsync(byte[] bytes, params string[] arguments) =>
        OfAsync(arguments, CancellationToken.None, bytes: new MemoryStream(bytes));

    /// <summary>Runs a command line with verbs that the test defines.</summary>
    public static Task<CliRun> WithVerbsAsync(
        IReadOnlyList<VerbCommand> verbs, string[] arguments, CancellationToken cancellation, int? width = null) =>
        OfAsync(arguments, cancellation, width, verbs: verbs);

    public static async Task<CliRun> OfAsync(
        string[] arguments,
        CancellationToken cancellation,
        int? width = null,
        StringWriter? into = null,
        TextReader? input = null,
        IReadOnlyList<VerbCommand>? verbs = null,
        Stream? bytes = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using StringWriter error = into ?? new StringWriter { NewLine = "\n" };
        bool isTerminal = width is not null;
        var terminal = new Terminal(
            output, error, isTerminal, isTerminal, color: false, width, input: input, bytes: bytes);
        int exitCode = await CarouselCommand.RunAsync(
            arguments, terminal, verbs ?? VerbCatalogue.MakeAll(), cancellation);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Asserts that a person reads one line and no stack trace, and nothing goes to standard output.</summary>
    public string RequireOneSentence(int exitCode = 2)
    {
        Assert.True(exitCode == ExitCode, $"Exit code {ExitCode} instead of {exitCode}. Standard error: {Error}");
        Assert.Equal("", Out);

        // A forecast writes its first line once its file is read; what is then planned may be refused.
        string[] lines = Error.TrimEnd('\n').Split('\n');
        string line = Assert.Single(
            lines.Skip(lines[0].StartsWith("carousel forecast · ", StringComparison.Ordinal) ? 1 : 0));
        Assert.False(string.IsNullOrWhiteSpace(line));
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        return line;
    }
}
