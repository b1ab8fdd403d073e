namespace Carousel.Cli.Tests;

/// <summary>The guide names options that are there, and every verb.</summary>
public sealed class GuideTests
{
    private static readonly string _guide = File.ReadAllText(Path.Combine(
        Repository.Folder, "docs", "reference", "command-line.md"));

    [Fact]
    public void Options_ThatTheGuideNames_AreThere()
    {
        HashSet<string> known =
        [
            .. VerbCatalogue.MakeAll().SelectMany(v => v.Options).SelectMany(o => o.Aliases.Append(o.Name)), "--help",
            "--project", "--", "--schema", "--rival", "-->",
        ];
        string[] named =
        [
            .. _guide.Split(' ', '`', '\n', '|', ',', '.', ';', ':', ')', '(')
                .Where(w => w.StartsWith("--", StringComparison.Ordinal) && w.Trim('-').Length > 0),
        ];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, known));
    }

    [Fact]
    public void Verbs_AreAllExplained() =>
        Assert.All(VerbCatalogue.MakeAll(), v => Assert.Contains($"- **`{v.Name}", _guide, StringComparison.Ordinal));
}
