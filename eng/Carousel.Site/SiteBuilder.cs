using Carousel.Site.Api;
using Carousel.Site.Pages;
using Carousel.Site.Search;

namespace Carousel.Site;

/// <summary>Makes the site: every page of the repository, the API, the pictures, style, script and index.</summary>
internal static class SiteBuilder
{
    private static readonly string[] _assets = ["site.css", "site.js"];

    /// <summary>Makes the site of a repository.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="api">The reference.</param>
    public static SiteFiles Build(string root, ApiReference api)
    {
        var repository = new RepositoryPages(root);
        List<SitePage> pages = [.. repository.Render(), .. ApiPages.Render(api)];
        IReadOnlyList<NavigationGroup> navigation = Navigation.Of(pages, repository.GuideOrder);
        var files = new SiteFiles();
        foreach (SitePage page in pages)
        {
            files.Add(page.Path, PageTemplate.Whole(page, navigation));
        }

        foreach ((string path, string source) in repository.Pictures)
        {
            files.Add(path, File.ReadAllBytes(source));
        }

        foreach (string asset in _assets)
        {
            using Stream stream = typeof(SiteBuilder).Assembly.GetManifestResourceStream(asset)!;
            using var reader = new StreamReader(stream);
            files.Add(asset, reader.ReadToEnd());
        }

        files.Add("search-index.js", SearchIndex.Of(pages));
        return files;
    }
}
