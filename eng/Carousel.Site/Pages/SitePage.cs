namespace Carousel.Site.Pages;

/// <summary>A page of the site.</summary>
/// <param name="Path">From the root of the site, with slashes.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Group">The group of the navigation that it stands in, or empty for none.</param>
/// <param name="Html">What stands between head and foot, with a heading of the first level.</param>
internal sealed record SitePage(string Path, string Title, string Group, string Html)
{
    /// <summary>From this page to another, such as <c>../guide/data.html</c>.</summary>
    public string To(string path) => RelativePath.Between(Path, path);
}
