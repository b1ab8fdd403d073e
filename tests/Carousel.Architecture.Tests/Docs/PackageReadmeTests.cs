using System.Text.RegularExpressions;
using Carousel.Architecture.Tests.Rules;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>Each package has a README of its own, which is also read where the repository is not.</summary>
public sealed partial class PackageReadmeTests
{
    public static TheoryData<string> Packages =>
        [.. ProjectRule.Projects.Except(["Carousel.Laboratory", "Carousel.Studio", "Carousel.Mcp", "Carousel.Page"])];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Readme_IsThere_AndItsLinksAreAbsolute(string package)
    {
        var page = new SourceFile($"{ProjectRule.FolderOf(package)}/README.md");
        Assert.StartsWith($"# {package}", page.Text, StringComparison.Ordinal);
        Assert.InRange(page.Text.Count(character => character == '\n'), 5, 60);
        Assert.All(
            Link().Matches(page.Text),
            link => Assert.StartsWith("https://", link.Groups[1].Value, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
