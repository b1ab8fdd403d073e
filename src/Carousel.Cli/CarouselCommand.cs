using System.CommandLine;
using System.Reflection;
using Carousel.Anomalies;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;
using Carousel.Cli.Rendering;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;

namespace Carousel.Cli;

/// <summary>
/// The command <c>carousel</c>: finds the verb, runs it, and turns whatever ends it early into one line and an exit
/// code.
/// </summary>
internal static class CarouselCommand
{
    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">What was typed after <c>carousel</c>.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="cancellation">Stops it: the first Ctrl-C.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage or bad data, 130 cancelled.</returns>
    public static Task<int> RunAsync(
        IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation = default)
    {
        if (arguments is ["predict" or "stream", var model, ..])
        {
            _ = WarmUp.Begin(model, Forecaster.TaskName, ChannelPlan.TaskName);
        }

        return RunAsync(arguments, terminal, VerbCatalogue.MakeFor(arguments), cancellation);
    }

    /// <summary>Runs a command line with some verbs.</summary>
    /// <param name="arguments">What was typed after <c>carousel</c>.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="verbs">The verbs there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="program">The name that stands before the version.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, Terminal terminal, IReadOnlyList<VerbCommand> verbs,
        CancellationToken cancellation, string program = "carousel")
    {
        try
        {
            IReadOnlyList<string> typed = ResponseFile.Expand(arguments);
            int meant = typed.TakeWhile(word => word != "--").Count();
            arguments = [.. typed.Select((word, k) => k < meant ? RenamedOption.Replace(word) : word)];
            if (!typed.SequenceEqual(arguments) && !typed.Intersect(["--quiet", "json"]).Any())
            {
                terminal.Error.WriteLine(RenamedOption.Note);
            }
        }
        catch (UsageException exception)
        {
            return new Failure(exception.Message).Write(terminal);
        }

        // The word help before a verb is --help after it.
        if (arguments is ["help", ..])
        {
            if (arguments is [_, var group] && !verbs.Any(v => v.Name == group)
                && HelpText.WriteGroup(terminal, verbs, group))
            {
                return ExitCode.Done;
            }

            int words = arguments.TakeWhile(word => word is not (HelpText.More or HelpText.All)).Count();
            arguments = [.. arguments.Take(words).Skip(1), "--help", .. arguments.Skip(words)];
        }

        // Before the command line of a fit, describe is a word more.
        if (arguments is ["describe", var word, ..]
            && verbs.OfType<JobCommand>().FirstOrDefault(v => v.Name == word) is { } job)
        {
            (arguments, verbs) = ([.. arguments.Skip(1)], [new DescribeFitCommand(job)]);
        }

        var help = new Option<bool>("--help", "-h", "-?") { Recursive = true };
        var version = new Option<bool>("--version");
        var root = new RootCommand();
        root.Options.Clear();
        root.Options.Add(help);
        root.Options.Add(version);
        foreach (VerbCommand one in verbs)
        {
            root.Subcommands.Add(one.Syntax);
        }

        // Files of options stand expanded already, so that mistakes in them are said as all others.
        ParseResult result = root.Parse(
            arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        // The parser passes over a first word that it does not know, and takes a verb after it.
        bool isVerb = arguments is [var first, ..]
            && (first.StartsWith('-') || verbs.Any(v => v.Syntax.Name == first));
        VerbCommand? verb = verbs.SelectMany(v => v.Verbs.Prepend(v))
            .FirstOrDefault(v => isVerb && v.Syntax == result.CommandResult.Command);
        if (result.GetValue(help) && verb is not null)
        {
            string? level = arguments.SkipWhile(a => a is not ("--help" or "-h" or "-?")).ElementAtOrDefault(1);
            HelpText.WriteVerb(terminal, verb, level is HelpText.More or HelpText.All ? level : null);
            return ExitCode.Done;
        }

        if (UsageErrors.Find(result, verb, verbs) is { } sentence)
        {
            return new Failure(sentence).Write(terminal);
        }

        if (verb is null)
        {
            if (result.GetValue(version))
            {
                terminal.Out.WriteLine($"{program} {Version}");
            }
            else
            {
                HelpText.WriteMap(terminal, verbs);
            }

            return ExitCode.Done;
        }

        WorkbookText.Register();
        try
        {
            return await verb.RunAsync(result, terminal, cancellation).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The one place that catches everything: a person gets a sentence, not a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failure.From(exception, verb).Write(terminal, exception, verb.Run.Verbose(result));
        }
    }

    /// <summary>The release to the commit: two that differ may compute different bits.</summary>
    public static string Release =>
        typeof(CarouselCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "0";

    /// <summary>The release without the commit.</summary>
    public static string Version => Release.Split('+')[0];
}
