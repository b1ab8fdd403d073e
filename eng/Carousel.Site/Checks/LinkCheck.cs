using System.Net;
using System.Text.RegularExpressions;
using Carousel.Site.Pages;

namespace Carousel.Site.Checks;

/// <summary>Whether every link and every anchor of a site leads somewhere in it.</summary>
internal static partial class LinkCheck
{
    /// <summary>A sentence for each link that leads nowhere.</summary>
    /// <param name="files">The site.</param>
    public static IReadOnlyList<string> Broken(SiteFiles files)
    {
        var anchors = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var broken = new List<string>();
        foreach (string path in files.Paths.Where(p => p.EndsWith(".html", StringComparison.Ordinal)))
        {
            foreach (string link in Links().Matches(files.Text(path)!)
                .Select(m => WebUtility.HtmlDecode(m.Groups["target"].Value)).Distinct())
            {
                if (link.StartsWith("https:", StringComparison.Ordinal)
                    || link.StartsWith("http:", StringComparison.Ordinal))
                {
                    continue;
                }

                string target = link.StartsWith('#') ? path : RelativePath.Resolve(path, link);
                string anchor = link.Contains('#', StringComparison.Ordinal)
                    ? link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..]
                    : "";
                if (!files.Has(target))
                {
                    broken.Add($"{path}: links to {link}, and there is no {target}.");
                }
                else if (anchor.Length > 0 && !Anchors(target).Contains(anchor))
                {
                    broken.Add($"{path}: links to {link}, and {target} has no such heading.");
                }
            }
        }

        return broken;

        HashSet<string> Anchors(string path) => anchors.TryGetValue(path, out HashSet<string>? found)
            ? found
            : anchors[path] =
            [
                .. Ids().Matches(files.Text(path)!).Select(m => WebUtility.HtmlDecode(m.Groups["id"].Value)),
            ];
    }

    [GeneratedRegex("\\s(href|src)=\"(?<target>[^\"]*)\"")]
    private static partial Regex Links();

    [GeneratedRegex("\\sid=\"(?<id>[^\"]*)\"")]
    private static partial Regex Ids();
}
