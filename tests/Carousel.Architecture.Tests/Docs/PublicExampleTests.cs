using System.Reflection;
using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>What pages for users show is public: no example names an internal type.</summary>
public sealed partial class PublicExampleTests
{
    private static readonly string[] _projects =
    [
        "Carousel", "Carousel.Report", "Carousel.Inspection", "Carousel.Jobs", "Carousel.Series", "Carousel.Text",
        "Carousel.Media", "Carousel.Genomes", "Carousel.Interchange", "Carousel.Extensions", "Carousel.Cluster",
        "Carousel.Server", "Carousel.Client", "Carousel.Data",
    ];

    [Theory]
    [InlineData("docs/tutorials")]
    [InlineData("docs/how-to")]
    [InlineData("docs/reference")]
    [InlineData("src")]
    [InlineData("hosting")]
    public void Examples_NamePublicTypesOnly(string folder)
    {
        ILookup<string, bool> types = _projects.SelectMany(project => Assembly.Load(project).GetTypes())
            .Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .ToLookup(type => type.Name.Split('`')[0], type => type.IsVisible);
        SourceFile[] pages = [.. Repository.Files(folder, ".md")];
        Assert.NotEmpty(pages);
        string[] violations =
        [
            .. pages.SelectMany(
                page => Block().Matches(page.Text).SelectMany(block => Name().Matches(block.Groups[1].Value))
                    .Select(name => name.Value).Distinct()
                    .Where(name => types.Contains(name) && !types[name].Any(isVisible => isVisible))
                    .Select(name => $"{page.Path}: {name}")),
        ];
        Assert.True(violations.Length == 0, "Internal types in examples: " + string.Join(", ", violations));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    // What is made, called, or declares a variable; no property that is set, and no class of the platform.
    [GeneratedRegex(@"(?<![\w.])(?!Path\b)[A-Z]\w+(?=[.(<]|\s+[a-z]\w*\s*[=;,)])")]
    private static partial Regex Name();
}
