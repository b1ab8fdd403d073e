using System.CommandLine;
using System.Globalization;
using System.Text;
using Carousel.Cli.Commands;
using Carousel.Cli.Rendering;

namespace Carousel.Cli.Tests.Documentation;

/// <summary>The guide's tables of options are made of their declarations.</summary>
public sealed class OptionPageTests
{
    private const string Page = "docs/reference/command-line.md", Mark = "<!-- options -->\n";

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
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {group.Key}\n\n| option | of several verbs |\n| --- | --- |\n");
            foreach (IGrouping<(string Name, string What), Row> option in group)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{option.Key.Name}` | {option.Key.What}{Defaults(option)} |\n");
            }
        }

        foreach (JobCommand verb in verbs)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {verb.Name}\n\n| option | of `{verb.Name}` |\n| --- | --- |\n");
            foreach (IGrouping<(string Name, string What), Row> option in rows
                .Where(r => r.Count() == 1 && r.First().Verb == verb.Name))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{option.Key.Name}` | {option.Key.What}{Defaults(option)} |\n");
            }
        }

        return text.ToString();
    }

    // The default that all verbs have, or each with its verbs.
    private static string Defaults(IEnumerable<Row> rows)
    {
        IGrouping<string, Row>[] defaults = [.. rows.GroupBy(row => row.Default)];
        return defaults is [var one] ? one.Key
            : " Default by verb: " + string.Join(" · ", defaults.Select(
                d => $"**{string.Join(", ", d.Select(row => row.Verb))}** {Words(d.Key)}")) + ".";
    }

    private static string Words(string sentence) =>
        sentence.Replace(" Default: ", "", StringComparison.Ordinal).Replace(" Default ", "", StringComparison.Ordinal)
            .TrimEnd('.');

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("{", "\\{", StringComparison.Ordinal);

    private sealed record Row(string Verb, string Group, string Name, string What, string Default)
    {
        public static Row Of(string verb, string group, Option option)
        {
            string value = option.HelpName is { } name ? $" {Cell(name)}" : "", text = Cell(HelpText.Describe(option));
            int at = text.LastIndexOf(" Default", StringComparison.Ordinal);
            return new Row(verb, group, option.Name + value, at < 0 ? text : text[..at], at < 0 ? "" : text[at..]);
        }
    }
}
