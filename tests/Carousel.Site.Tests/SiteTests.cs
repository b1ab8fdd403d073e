using System.Text.Json;
using System.Text.RegularExpressions;
using Carousel.Site.Checks;
using Carousel.Site.Pages;

namespace Carousel.Site.Tests;

/// <summary>The site of this repository.</summary>
public sealed partial class SiteTests
{
    private static readonly string _root = FindRoot();
    private static readonly SiteFiles _site = SiteBuilder.Build(_root, Api.ApiReference.Read(_root));

    [Fact]
    public void EveryLink_LeadsSomewhere()
    {
        IReadOnlyList<string> broken = LinkCheck.Broken(_site);
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void EveryPageOfTheDocumentation_IsThere()
    {
        string[] pages =
        [
            .. Directory.EnumerateFiles(Path.Combine(_root, "docs"), "*.md", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(_root, f).Replace('\\', '/')),
        ];
        Assert.True(pages.Length > 50);
        Assert.All(
            [.. pages, "README.md", "CHANGELOG.md"],
            page => Assert.True(_site.Has(RepositoryPages.PathOf(page)), page));
    }

    [Fact]
    public void EveryPage_IsInTheNavigation_OrLinkedFromAPage()
    {
        string[] pages = [.. _site.Paths.Where(p => p.EndsWith(".html", StringComparison.Ordinal))];
        HashSet<string> linked =
        [
            .. pages.SelectMany(
                p => Links().Matches(_site.Text(p)!).Select(m => RelativePath.Resolve(p, m.Groups[1].Value))),
        ];
        Assert.Empty(pages.Except(linked));
    }

    [Fact]
    public void Pages_WorkUnderAnyPath_AndFetchNothingFromElsewhere() =>
        Assert.All(_site.Paths.Where(p => p.EndsWith(".html", StringComparison.Ordinal)), path =>
        {
            string html = _site.Text(path)!;
            Assert.DoesNotMatch("(href|src)=\"(/|file:)", html);
            Assert.DoesNotMatch("<(script|img|iframe)[^>]*src=\"https?:", html);
            Assert.DoesNotMatch("<link[^>]*href=\"https?:", html);
        });

    [Fact]
    public void EveryPublicType_HasAPlace()
    {
        int types = 0;
        foreach (string file in new[] { "src", "hosting" }.SelectMany(home => Directory.EnumerateFiles(
            Path.Combine(_root, home), "PublicApi.txt", SearchOption.AllDirectories)))
        {
            foreach (Api.ApiType type in Api.ApiReference.Parse(File.ReadAllLines(file)))
            {
                Assert.Contains(
                    $"<h2 id=\"{type.Name}\">", _site.Text($"api/{type.Namespace}.html"), StringComparison.Ordinal);
                types++;
            }
        }

        Assert.True(types > 200, $"Only {types} types were read.");
    }

    [Fact]
    public void Search_FindsEveryPage()
    {
        string script = _site.Text("search-index.js")!;
        using var json = JsonDocument.Parse(script["window.carouselSearch = ".Length..].TrimEnd('\n', ';'));
        JsonElement[] entries = [.. json.RootElement.EnumerateArray()];

        HashSet<string> found = [.. entries.Select(e => e[2].GetString()!.Split('#')[0])];
        Assert.Empty(_site.Paths.Where(p => p.EndsWith(".html", StringComparison.Ordinal)).Except(found));
        Assert.Contains(
            entries,
            e => e[2].GetString() == "how-to/benchmark.html#trainings-and-files"
                && e[3].GetString()!.Contains("carousel-benchmark language", StringComparison.Ordinal));
    }

    [Fact]
    public void APage_WithoutHeading_DoesNotExist() =>
        Assert.All(_site.Paths.Where(p => p.EndsWith(".html", StringComparison.Ordinal)), path =>
        {
            Assert.Single(Regex.Matches(_site.Text(path)!, "<h1[ >]"));
            Assert.DoesNotContain("<title> ·", _site.Text(path), StringComparison.Ordinal);
        });

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException("Carousel.slnx lies in no folder above the tests.");
    }

    [GeneratedRegex("href=\"([^\"#:]+)")]
    private static partial Regex Links();
}
