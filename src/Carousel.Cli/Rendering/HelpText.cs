using System.CommandLine;
using Carousel.Cli.Commands;
using Carousel.Cli.Options;

namespace Carousel.Cli.Rendering;

/// <summary>The map of all verbs, and the help of one.</summary>
internal static class HelpText
{
    private const int WidestText = 110;
    private const int NameWidth = 30;

    /// <summary>What carousel can do, on one screen.</summary>
    public static void WriteMap(Terminal terminal, IReadOnlyList<VerbCommand> verbs)
    {
        Pen pen = terminal.OutPen;
        terminal.Out.WriteLine(
            $"{pen.Bold("carousel")} trains recurrent networks on sequences and applies them.");
        terminal.Out.WriteLine();
        foreach (VerbCommand verb in verbs)
        {
            IEnumerable<string> arguments = verb.Arguments.Select(
                a => a.Arity.MinimumNumberOfValues == 0 ? $"[{a.Name}]" : a.Name);
            string use = $"{verb.Name} {string.Join(' ', arguments)}";
            terminal.Out.WriteLine(
                $"  {pen.Bold(use)}{new string(' ', Math.Max(1, NameWidth - use.Length))}{verb.Summary}");
        }

        terminal.Out.WriteLine();
        string first = $"carousel {verbs[0].Name}";
        terminal.Out.WriteLine(
            $"  Start with the bundled series: {first} (options: --help); then {first} sales.csv --target revenue");
    }

    /// <summary>What one verb takes; the last line is its example.</summary>
    public static void WriteVerb(Terminal terminal, VerbCommand verb)
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
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(pen.Bold("Commands"));
            foreach (VerbCommand inner in verb.Verbs)
            {
                WriteEntry(terminal, inner.Name, inner.Summary);
            }
        }

        foreach (OptionGroup group in verb.Groups)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(pen.Bold(group.Title));
            foreach (Option option in group.Options.Where(o => !o.Hidden))
            {
                WriteEntry(
                    terminal, option.HelpName is null ? option.Name : $"{option.Name} {option.HelpName}",
                    option.Description ?? "");
            }
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine(pen.Bold("Example"));
        terminal.Out.WriteLine($"  {verb.Example}");
    }

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
