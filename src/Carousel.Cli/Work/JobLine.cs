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
    /// The plan of a line. Each call has a parser of its own, so that plans may be made at the same time.
    /// </summary>
    /// <param name="words">Verb, data and options.</param>
    /// <exception cref="UsageException">The verb does not understand its options.</exception>
    public static IJobPlan MakePlan(IReadOnlyList<string> words)
    {
        JobCommand command = Verb(words[0])
            ?? throw new UsageException($"'{words[0]}' is no verb that trains.");
        var root = new RootCommand();
        root.Subcommands.Add(command.Syntax);
        ParseResult result = root.Parse(
            [.. words], new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        return UsageErrors.Find(result, command, [command]) is { } sentence
            ? throw new UsageException(sentence)
            : command.MakePlan(result);
    }
}
