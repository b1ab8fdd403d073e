using System.CommandLine;
using Carousel.Cli.Commands;
using Carousel.Cli.Errors;
using Carousel.Cli.Options;

namespace Carousel.Cli.Rendering;

/// <summary>The map of all verbs, and the help of one.</summary>
internal static class HelpText
{
    /// <summary>The levels of help after <c>--help</c>.</summary>
    public const string More = "more", All = "all";

    private const int WidestText = 120, NameWidth = 30, MostMain = 10;

    // Groups that are the same in many verbs, which only --help all shows.
    private static readonly string[] _shared = ["Model", "Training", "Reading", "Storage"];

    /// <summary>What carousel can do, on one screen.</summary>
    public static void WriteMap(Terminal terminal, IReadOnlyList<VerbCommand> verbs)
    {
        Pen pen = terminal.OutPen;
        terminal.Out.WriteLine(
            $"{pen.Bold("carousel")} trains recurrent networks on sequences and applies them.");
        foreach ((string title, string[] names) in HelpLists.Groups)
        {
            terminal.Out.WriteLine(pen.Bold(title));
            foreach (VerbCommand verb in verbs.Where(v => names.Contains(v.Name)))
            {
                WriteEntry(terminal, verb.Usage[(verb.Call.Length - verb.Name.Length)..^" [options]".Length],
                    verb.Summary);
            }
        }

        terminal.Out.WriteLine(
            """

              Help on a verb: carousel help VERB. On shared options: carousel help model, carousel help training.
              To find the command for a topic (stock, emotion, PID, vanish, …): carousel WORD.
              carousel-lab runs from a clone: dotnet run -c Release --project laboratory/Carousel.Lab -- lesson
            """);
    }

    /// <summary>What one verb takes; the last lines are its examples.</summary>
    /// <param name="terminal">Where it is written.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="level">Empty for the most important options, <c>more</c> for the verb's own, <c>all</c>.</param>
    public static void WriteVerb(Terminal terminal, VerbCommand verb, string? level)
    {
        Pen pen = terminal.OutPen;
        terminal.Out.WriteLine(pen.Bold(verb.Usage));
        Wrapping.Write(terminal.Out, verb.Summary, Math.Min(terminal.Width, WidestText));
        terminal.Out.WriteLine();
        foreach (Argument argument in verb.Arguments)
        {
            WriteEntry(terminal, argument.Name, argument.Description ?? "");
        }

        if (verb.Verbs.Count > 0)
        {
            terminal.Out.WriteLine(pen.Bold("Commands"));
            foreach (VerbCommand inner in verb.Verbs)
            {
                WriteEntry(terminal, inner.Name, inner.Summary);
            }
        }

        (string[] Options, string Example)? first = HelpLists.Find(verb.Name);
        OptionGroup[] own = [.. verb.Groups.Where(g => level == All || !_shared.Contains(g.Title))];
        if (level is null)
        {
            IEnumerable<Option> main = first is { Options: { Length: > 0 } names }
                ? names.Select(name => verb.Options.First(o => o.Name == $"--{name}"))
                : verb.Verbs.Count > 0 ? [] : own.SelectMany(g => g.Options).Where(o => !o.Hidden).Take(MostMain);
            own = [new("Options", [.. main])];
        }

        foreach (OptionGroup group in own.Where(g => g.Options.Any(o => !o.Hidden)))
        {
            terminal.Out.WriteLine();
            WriteGroup(terminal, group);
        }

        terminal.Out.WriteLine();
        if (level != All)
        {
            string more = level is null ? $"{verb.Call} --help {More}: more options of this verb; " : "";
            terminal.Out.WriteLine($"  {more}{verb.Call} --help {All}: every option.");
        }

        terminal.Out.WriteLine(pen.Bold("Examples"));
        foreach (string example in Optional.Of(first?.Example).Append(verb.Example))
        {
            terminal.Out.WriteLine($"  {example}");
        }
    }

    /// <summary>The options under one heading, of all verbs; false if no verb has the heading.</summary>
    /// <param name="terminal">Where it is written.</param>
    /// <param name="verbs">The verbs.</param>
    /// <param name="title">The heading.</param>
    public static bool WriteGroup(Terminal terminal, IReadOnlyList<VerbCommand> verbs, string title)
    {
        (VerbCommand Verb, OptionGroup Group)[] groups =
        [
            .. verbs.SelectMany(v => v.Groups.Select(g => (v, g)))
                .Where(p => p.g.Title.Equals(title, StringComparison.OrdinalIgnoreCase)),
        ];
        if (groups is [var (verb, first), ..])
        {
            WriteGroup(terminal, new(
                $"{first.Title}, with the defaults of {verb.Name} (others: VERB --help {All})",
                [.. groups.SelectMany(g => g.Group.Options).DistinctBy(o => o.Name)]));
            foreach (string hint in Optional.Of(first.Title == "Run" ? null : KnownWords.Find(title)))
            {
                terminal.WriteLines(hint);
            }
        }

        return groups.Length > 0;
    }

    private static void WriteGroup(Terminal terminal, OptionGroup group)
    {
        terminal.Out.WriteLine(terminal.OutPen.Bold(group.Title));
        foreach (Option option in group.Options.Where(o => !o.Hidden))
        {
            WriteEntry(
                terminal, option.HelpName is null ? option.Name : $"{option.Name} {option.HelpName}", Describe(option));
        }
    }

    /// <summary>What an option does, with its default.</summary>
    /// <param name="option">The option.</param>
    public static string Describe(Option option) =>
        option.HelpName is null || option.Description!.Contains("Default", StringComparison.Ordinal)
            ? option.Description ?? "" : $"{option.Description} Default: none.";

    private static void WriteEntry(Terminal terminal, string name, string description)
    {
        if (name.Length >= NameWidth)
        {
            terminal.Out.WriteLine($"  {name}");
            name = "";
        }

        Wrapping.Write(terminal.Out, description, Math.Min(terminal.Width, WidestText), name, NameWidth);
    }
}
