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

        // Options that are the same in several verbs are listed once, with their group.
        ILookup<string, (string Verb, string Group, string Row)> rows = verbs
            .SelectMany(v => v.Groups.SelectMany(g =>
                g.Options.Where(o => !o.Hidden).Select(o => (v.Name, g.Title, RowOf(o)))))
            .ToLookup(r => r.Item3);
        foreach (IGrouping<string, IGrouping<string, (string Verb, string Group, string Row)>> group in rows
            .Where(r => r.Count() > 1).GroupBy(r => r.First().Group))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {group.Key}\n\n| option | of several verbs |\n| --- | --- |\n");
            foreach (IGrouping<string, (string Verb, string Group, string Row)> row in group)
            {
                text.Append(row.Key);
            }
        }

        foreach (JobCommand verb in verbs)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n## {verb.Name}\n\n| option | of `{verb.Name}` |\n| --- | --- |\n");
            foreach (IGrouping<string, (string Verb, string Group, string Row)> row in rows
                .Where(r => r.Count() == 1 && r.First().Verb == verb.Name))
            {
                text.Append(row.Key);
            }
        }

        return text.ToString();
    }

    private static string RowOf(Option option)
    {
        string value = option.HelpName is { } name ? $" {Cell(name)}" : "";
        return $"| `{option.Name}{value}` | {Cell(HelpText.Describe(option))} |\n";
    }

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("{", "\\{", StringComparison.Ordinal);
}
