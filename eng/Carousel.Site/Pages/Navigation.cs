namespace Carousel.Site.Pages;

/// <summary>Pages that stand together in the navigation.</summary>
internal sealed record NavigationGroup(string Title, IReadOnlyList<SitePage> Pages);

/// <summary>The order of the navigation.</summary>
internal static class Navigation
{
    private static readonly string[] _groups =
    [
        "Start", "Tutorials", "How-to", "Reference", "Explanation", "Results", "Derivations", "Decisions", "API",
    ];

    // Before what the map lists.
    private static readonly string[] _first =
    [
        "index.html", "docs.html", "samples/index.html", "changelog.html", "api/index.html",
    ];

    /// <summary>The groups, each in the order of the map of the documentation, what it does not list by path.</summary>
    /// <param name="pages">All pages.</param>
    /// <param name="order">Paths in the order of the map.</param>
    public static IReadOnlyList<NavigationGroup> Of(IReadOnlyList<SitePage> pages, IReadOnlyList<string> order) =>
        [
            .. _groups.Select(
                group =>
                    new NavigationGroup(
                        group,
                        [
                            .. pages.Where(p => p.Group == group).OrderBy(p => Place([.. _first, .. order], p))
                                .ThenBy(p => p.Path, StringComparer.Ordinal),
                        ])),
        ];

    private static int Place(string[] order, SitePage page)
    {
        int place = Array.IndexOf(order, page.Path);
        return place < 0 ? int.MaxValue : place;
    }
}
