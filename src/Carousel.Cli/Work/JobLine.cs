using System.CommandLine;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Jobs;

namespace Carousel.Cli.Work;

/// <summary>A command line of a verb that trains, which somebody else than a person wrote.</summary>
internal static class JobLine
{
    /// <summary>The verb of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public static JobCommand? Verb(string name) =>
        VerbCatalogue.MakeFor([name]).OfType<JobCommand>().SingleOrDefault(v => v.Name == name);

    /// <summary>
    /// The plan of a line. Each call has a separate parser, so that plans may be made at the same time.
    /// </summary>
    /// <param name="words">Verb, data and options.</param>
    /// <exception cref="UsageException">The verb does not understand its options.</exception>
    public static IJobPlan MakePlan(IReadOnlyList<string> words)
    {
        JobCommand command = Verb(words[0])
            ?? throw new UsageException($"'{words[0]}' is not a verb that trains.");
        return command.MakePlan(Parse(command, words));
    }

    /// <summary>
    /// Parses a line. Each call needs a separate verb object, so that lines may be parsed at the same time.
    /// </summary>
    /// <param name="command">The verb.</param>
    /// <param name="words">Verb, data and options.</param>
    /// <exception cref="UsageException">The verb does not understand its options.</exception>
    public static ParseResult Parse(VerbCommand command, IReadOnlyList<string> words)
    {
        var root = new RootCommand();
        root.Subcommands.Add(command.Syntax);
        ParseResult result = root.Parse(
            [.. words], new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        return UsageErrors.Find(result, command, [command]) is { } sentence
            ? throw new UsageException(sentence)
            : result;
    }

    /// <summary>Whether the value of an option names a file or folder to read.</summary>
    /// <param name="option">The option.</param>
    public static bool NamesFile(Option option) => option.HelpName is { } name
        && (name is "MODEL" or "path" || name.StartsWith("file", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("folder", StringComparison.OrdinalIgnoreCase));

    /// <summary>The words of the options that were given, in the order of the help: the same options give the same
    /// parts.</summary>
    /// <param name="options">Those that count.</param>
    /// <param name="result">The parsed command line.</param>
    public static IEnumerable<string> WordsOf(IEnumerable<Option> options, ParseResult result) =>
        from option in options
        let given = result.GetResult(option)
        where given is { Implicit: false }
        from word in option.Arity.MaximumNumberOfValues == 0 ? [option.Name] : given.Tokens.SelectMany(
            t => t.Value is ['-', ..] ? (string[])[$"{option.Name}={t.Value}"] : [option.Name, t.Value])
        select word;
}
