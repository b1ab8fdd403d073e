using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Tests.Documentation;

/// <summary>The guide's lists of options are made of their declarations.</summary>
public sealed partial class OptionPageTests
{
    private const string Page = "docs/reference/command-line.md", Mark = "<!-- options -->\n", None = " Default: none.";

    /// <summary>Set CAROUSEL_WRITE_SNAPSHOTS=1 to write the page anew.</summary>
    [Fact]
    public void Page_IsWhatTheOptionsSay()
    {
        string file = Path.Combine(Repository.Folder, Page);
        string page = Make(File.ReadAllText(file));
        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, page);
        }

        Assert.Equal(page, File.ReadAllText(file));
    }

    private static string Make(string page)
    {
        var text = new StringBuilder(page[..(page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)]);
        JobCommand[] verbs = [.. VerbCatalogue.MakeAll().OfType<JobCommand>()];

        // An option of several verbs is listed once, with the default of each verb where they differ.
        ILookup<(string Name, string What), Row> rows = verbs
            .SelectMany(v => v.Groups.SelectMany(g =>
                g.Options.Where(o => !o.Hidden).Select(o => Row.Of(v.Name, g.Title, o))))
            .ToLookup(row => (row.Name, row.What));
        foreach (IGrouping<string, IGrouping<(string Name, string What), Row>> group in rows
            .Where(r => r.Count() > 1).GroupBy(r => r.First().Group))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n");
            foreach (IGrouping<(string Name, string What), Row> option in group)
            {
                text.Append(Line(option));
            }
        }

        foreach (JobCommand verb in verbs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {verb.Name}\n\n");
            foreach (IGrouping<(string Name, string What), Row> option in rows
                .Where(r => r.Count() == 1 && r.First().Verb == verb.Name))
            {
                text.Append(Line(option));
            }
        }

        return text.ToString();
    }

    private static string Line(IGrouping<(string Name, string What), Row> option) =>
        $"- **`{option.Key.Name}`** {option.Key.What}{Defaults(option)}{Exclusions(option)}\n";

    // What the option cannot be combined with, in a few of the verbs.
    private static string Exclusions(IEnumerable<Row> rows)
    {
        string[] all = [.. rows.Where(row => row.Not.Length > 0).Select(row => $"`{row.Verb}` {row.Not}")];
        return all.Length == 0 ? "" : $" Not with {string.Join(", ", all)}.";
    }

    // The default that all verbs have, or that of most verbs, then the others with their verbs.
    private static string Defaults(IEnumerable<Row> rows)
    {
        IGrouping<string, Row>[] defaults = [.. rows.GroupBy(row => row.Default).OrderByDescending(d => d.Count())];
        bool most = defaults.Length == 1 || defaults[0].Count() > defaults[1].Count();
        string[] others =
        [
            .. defaults.Skip(most ? 1 : 0)
                .Select(d => $"**{string.Join(", ", d.Select(row => row.Verb))}** {Words(d.Key)}"),
        ];
        return others.Length > 0
            ? $" Default {string.Join(" · ", most ? [Words(defaults[0].Key), .. others] : others)}."
            : defaults[0].Key == None ? "" : defaults[0].Key;
    }

    private static string Words(string sentence) =>
        sentence.Replace(" Default: ", "", StringComparison.Ordinal).Replace(" Default ", "", StringComparison.Ordinal)
            .TrimEnd('.');

    private static string Escaped(string text) => text.Replace("{", "\\{", StringComparison.Ordinal);

    private sealed partial record Row(
        string Verb, string Group, string Name, string What, string Default, string Not)
    {
        public static Row Of(string verb, string group, Option option)
        {
            string value = option.HelpName is { } name ? $" {name}" : "", text = Escaped(HelpText.Describe(option));
            string not = Exclusion().Match(text).Groups[1].Value;
            text = Exclusion().Replace(text, "");
            int at = text.LastIndexOf(" Default", StringComparison.Ordinal);
            return new Row(verb, group, option.Name + value, at < 0 ? text : text[..at], at < 0 ? "" : text[at..], not);
        }

        [GeneratedRegex(@" Not with ([^.]+)\.")]
        private static partial Regex Exclusion();
    }
}
