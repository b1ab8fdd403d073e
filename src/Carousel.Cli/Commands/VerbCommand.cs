using System.CommandLine;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Jobs;

namespace Carousel.Cli.Commands;

/// <summary>One verb of the command line: what it takes, and what it does.</summary>
internal abstract class VerbCommand
{
    private readonly Lazy<Command> _syntax;

    /// <summary>A verb.</summary>
    /// <param name="name">The verb.</param>
    /// <param name="summary">What it does, in a few words.</param>
    /// <param name="example">A command line that works.</param>
    /// <param name="run">What every verb understands; without it, the verb writes no files.</param>
    protected VerbCommand(string name, string summary, string example, RunOptionSet? run = null)
    {
        (Name, Summary, Example, Run) = (name, summary, example, run ?? new(null));
        _syntax = new Lazy<Command>(MakeSyntax);
    }

    /// <summary>The verb.</summary>
    public string Name { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Summary { get; }

    /// <summary>A command line that works after those of the verbs before it, with the bundled series.</summary>
    public string Example { get; }

    /// <summary>Files that it takes.</summary>
    public abstract IReadOnlyList<Argument> Arguments { get; }

    /// <summary>Options that it takes, in the order of the help.</summary>
    public abstract IReadOnlyList<OptionGroup> Groups { get; }

    /// <summary>What every verb understands.</summary>
    public RunOptionSet Run { get; }

    /// <summary>Verbs inside this one, such as <c>inspect traces</c>; their names begin with its own.</summary>
    public virtual IReadOnlyList<VerbCommand> Verbs => [];

    /// <summary>All options.</summary>
    public IEnumerable<Option> Options => Groups.SelectMany(g => g.Options);

    /// <summary>How the verb is called, such as <c>carousel predict</c>.</summary>
    public virtual string Call => $"carousel {Name}";

    /// <summary>The call and its files, such as <c>carousel predict MODEL DATA [options]</c>.</summary>
    public string Usage =>
        string.Join(' ', [
            Call, .. Arguments.Select(a => a.Arity.MinimumNumberOfValues == 0 ? $"[{a.Name}]" : a.Name), "[options]",
        ]);

    /// <summary>What the parser has to know.</summary>
    public Command Syntax => _syntax.Value;

    /// <summary>
    /// What is wrong with a word where a verb inside is needed; null where the word may be something else, such as a
    /// file.
    /// </summary>
    /// <param name="word">The word.</param>
    public virtual string? UnknownVerb(string word) => null;

    /// <summary>Does the work.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(ParseResult result, Terminal terminal, CancellationToken cancellation);

    /// <summary>How many threads compute, in words.</summary>
    /// <param name="asked">As many as were asked for, or 0.</param>
    protected static string Threads(int asked) => InWords(ThreadCount(asked));

    /// <summary>A number of threads in words.</summary>
    /// <param name="count">1 or more.</param>
    public static string InWords(int count) => count == 1 ? "1 thread" : $"{count} threads";

    /// <summary>How many threads compute.</summary>
    /// <param name="asked">As many as were asked for, or 0.</param>
    protected static int ThreadCount(int asked) =>
        asked > 0 ? asked : Math.Min(RunOptionSet.MostThreads, Environment.ProcessorCount);

    /// <summary>What <c>--json</c> ends with where something was done with a fitted model.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="terminal">Measures how long it took.</param>
    /// <param name="started">When the work began; null where the time is not said.</param>
    /// <param name="model">The model.</param>
    /// <param name="file">The model's file.</param>
    /// <param name="data">The file of data, or null.</param>
    /// <param name="measured">How it did; null where nothing was measured.</param>
    protected JsonLine LineOf(
        ParseResult result, Terminal terminal, long? started, IJobModel model, string file, string? data,
        JobResult? measured = null) => new()
        {
            Task = model.Task,
            Data = data,
            Seed = model.Summary.Seed,
            Threads = ThreadCount(Run.Threads(result)),
            Seconds = started is { } at ? terminal.Clock.GetElapsedTime(at).TotalSeconds : null,
            Parameters = model.Summary.Parameters,
            Measured = measured,
            Model = file,
        };

    private Command MakeSyntax()
    {
        var command = new Command(Name.Split(' ')[^1], Summary);
        foreach (VerbCommand inner in Verbs)
        {
            command.Subcommands.Add(inner.Syntax);
            // Never called, for RunAsync does the work; without an action the parser would ask for one of the verbs
            // inside.
            command.SetAction(static _ => { });
        }

        foreach (Argument argument in Arguments)
        {
            command.Arguments.Add(argument);
        }

        foreach (Option option in Options)
        {
            command.Options.Add(option);
        }

        return command;
    }
}
