using System.Net;
using System.Text;

namespace Carousel.Site.Pages;

/// <summary>A whole page: head, navigation with search, what it says.</summary>
internal static class PageTemplate
{
    /// <summary>
    /// The page as HTML. Every link is relative, so that the site works under any path and from a folder.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="navigation">All groups.</param>
    public static string Whole(SitePage page, IReadOnlyList<NavigationGroup> navigation)
    {
        string root = page.To("index.html")[..^"index.html".Length];
        string title = page.Title == "Carousel" ? page.Title : $"{page.Title} · Carousel";
        string search = "<input type=\"search\" placeholder=\"Search\" aria-label=\"Search\" autocomplete=\"off\">";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <link rel="stylesheet" href="{root}site.css">
            <script defer src="{root}site.js" data-root="{root}"></script>
            </head>
            <body>
            <a class="skip" href="#content">To the text</a>
            <header>
            <a class="name" href="{root}index.html">Carousel</a>
            <div class="search" role="search">{search}<ol hidden></ol></div>
            <button type="button" class="menu" aria-expanded="false" aria-controls="navigation">Pages</button>
            </header>
            <div class="columns">
            <nav id="navigation" aria-label="Pages">
            {Groups(page, navigation)}</nav>
            <main id="content">
            {page.Html}</main>
            </div>
            </body>
            </html>

            """;
    }

    private static string Groups(SitePage page, IReadOnlyList<NavigationGroup> navigation)
    {
        var html = new StringBuilder();
        foreach (NavigationGroup group in navigation)
        {
            html.Append(
                $"<details{(group.Title == page.Group || group.Title == "Start" ? " open" : "")}><summary>"
                + $"{group.Title}</summary><ul>\n");
            foreach (SitePage other in group.Pages)
            {
                string here = other.Path == page.Path ? " aria-current=\"page\"" : "";
                html.Append($"<li><a href=\"{page.To(other.Path)}\"{here}>{Breakable(other.Title)}</a></li>\n");
            }

            html.Append("</ul></details>\n");
        }

        return html.ToString();
    }

    // Names of namespaces are long words: a line may break behind a point.
    private static string Breakable(string title) =>
        WebUtility.HtmlEncode(title).Replace(".", ".<wbr>", StringComparison.Ordinal);
}
