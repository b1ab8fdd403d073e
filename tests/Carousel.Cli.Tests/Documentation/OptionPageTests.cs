using System.CommandLine;
using System.Globalization;
using System.Text;
using Carousel.Cli.Commands;
using Carousel.Cli.Options;

namespace Carousel.Cli.Tests.Documentation;

/// <summary>The guide's tables of options are made of their declarations.</summary>
public sealed class OptionPageTests
{
    private const string Page = "docs/reference/command-line.md";

    /// <summary>Set CAROUSEL_WRITE_SNAPSHOTS=1 to write the page again.</summary>
    [Fact]
    public void Page_IsWhatTheOptionsSay()
    {
        string file = Path.Combine(Repository.Folder, Page);
        string page = Make();
        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, page);
        }

        Assert.Equal(page, File.ReadAllText(file));
    }

    private static string Make()
    {
        var text = new StringBuilder();
        text.Append("# Options of the jobs\n\n");
        text.Append(
            "Every option of every verb that trains, as `carousel VERB --help` shows them. `carousel describe VERB "
            + "--schema` prints ");
        text.Append("them as a JSON schema: types, ranges, choices, defaults, headings.\n");
        foreach (JobCommand verb in VerbCatalogue.MakeAll().OfType<JobCommand>())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {verb.Name}\n\n{verb.Summary}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"| option | of `{verb.Name}` |\n| --- | --- |\n");
            foreach (OptionGroup group in verb.Groups.Where(g => g != verb.Groups[^1]))
            {
                text.Append(CultureInfo.InvariantCulture, $"| **{group.Title}** | |\n");
                foreach (Option option in group.Options.Where(o => !o.Hidden))
                {
                    string value = option.HelpName is { } name ? $" {Cell(name)}" : "";
                    text.Append(
                        CultureInfo.InvariantCulture, $"| `{option.Name}{value}` | {Cell(option.Description!)} |\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("{", "\\{", StringComparison.Ordinal);
}
