using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;

namespace Carousel.Site.Pages;

/// <summary>
/// The Markdown pages of the repository as pages of the site, with the files and folders that they link to.
/// </summary>
internal sealed partial class RepositoryPages
{
    private const string Map = "docs/README.md", Results = "docs/results/README.md";

    private static readonly string[] _outside =
    [
        "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "samples/README.md", "tests/parity/README.md",
    ];

    private readonly string _root;
    private readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();
    private readonly string[] _pages;

    /// <summary>What pages link to that is no page: path in the repository.</summary>
    private readonly SortedSet<string> _sources = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _pictures = new(StringComparer.Ordinal);

    /// <summary>Finds the pages.</summary>
    /// <param name="root">The folder of the repository.</param>
    public RepositoryPages(string root)
    {
        _root = root;
        _pages =
        [
            .. _outside,
            .. Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Pictures, by their paths in the site and their files.</summary>
    public IReadOnlyDictionary<string, string> Pictures => _pictures;

    /// <summary>The pages that the map of the documentation lists, in its order.</summary>
    public IReadOnlyList<string> GuideOrder =>
        [
            .. Links().Matches(Read(Map)).Select(m => RelativePath.Resolve(Map, m.Groups["target"].Value))
                .Where(_pages.Contains).Select(PathOf).Distinct(),
        ];

    /// <summary>Renders every page.</summary>
    public IReadOnlyList<SitePage> Render()
    {
        SitePage[] written = [.. _pages.Select(Page)];
        return [
            .. written, Folder("docs/derivations", "Derivations"), Folder("docs/decisions", "Decisions"),
            .. _sources.Select(Source),
        ];
    }

    /// <summary>Where a page of the repository stands in the site.</summary>
    public static string PathOf(string source) => source switch
    {
        "README.md" => "index.html",
        Map => "docs.html",
        "CHANGELOG.md" => "changelog.html",
        _ =>
            Regex.Replace(
                Regex.Replace(source, "^docs/", ""), @"(README)?\.md$",
                m => m.Groups[1].Success ? "index.html" : ".html"),
    };

    private SitePage Page(string source)
    {
        string html = Markdown.ToHtml(Comments().Replace(Read(source), ""), _pipeline);
        html = HtmlLinks()
            .Replace(
                html,
                m =>
                    $"{m.Groups["attribute"].Value}=\""
                    + $"{Target(source, WebUtility.HtmlDecode(m.Groups["target"].Value))}\"");
        html = CodeColors.Apply(
            html.Replace("<table>", "<div class=\"table\"><table>", StringComparison.Ordinal)
                .Replace("</table>", "</table></div>", StringComparison.Ordinal));
        string title = Regex.Match(html, "<h1[^>]*>(.*?)</h1>", RegexOptions.Singleline).Groups[1].Value;
        return new SitePage(
            PathOf(source), WebUtility.HtmlDecode(Regex.Replace(title, "<[^>]+>", "")), GroupOf(source), html);
    }

    private static string GroupOf(string source) =>
        source.StartsWith("docs/tutorials/", StringComparison.Ordinal) ? "Tutorials"
        : source.StartsWith("docs/how-to/", StringComparison.Ordinal) ? "How-to"
        : source.StartsWith("docs/reference/", StringComparison.Ordinal) ? "Reference"
        : source.StartsWith("docs/explanation/", StringComparison.Ordinal) ? "Explanation"
        : source.StartsWith("docs/results/", StringComparison.Ordinal) ? "Results"
        : source.StartsWith("docs/derivations/", StringComparison.Ordinal) ? "Derivations"
        : source.StartsWith("docs/decisions/", StringComparison.Ordinal) ? "Decisions"
        : source is "README.md" or Map or "CHANGELOG.md" or "samples/README.md" ? "Start"
        : "";

    private string Target(string source, string link)
    {
        if (link.StartsWith('#') || link.Contains(':', StringComparison.Ordinal))
        {
            return WebUtility.HtmlEncode(link);
        }

        string path = RelativePath.Resolve(source, link);
        string anchor = link.Contains('#', StringComparison.Ordinal)
            ? link[link.IndexOf('#', StringComparison.Ordinal)..]
            : "";
        return WebUtility.HtmlEncode(RelativePath.Between(PathOf(source), TargetPath(path)) + anchor);
    }

    private string TargetPath(string path)
    {
        if (_pages.Contains(path))
        {
            return PathOf(path);
        }

        if (path is "docs/derivations" or "docs/decisions" || _pages.Contains($"{path}/README.md"))
        {
            return $"{Regex.Replace(path, "^docs/", "")}/index.html";
        }

        string file = Path.Combine(_root, path);
        if (path.EndsWith(".png", StringComparison.Ordinal))
        {
            string picture = Regex.Replace(path, "^docs/", "");
            _pictures[picture] = file;
            return picture;
        }

        if (Path.Exists(file))
        {
            _sources.Add(path);
        }

        return SourcePath(path);
    }

    private static string SourcePath(string path) => $"files/{path}.html";

    private SitePage Folder(string folder, string title)
    {
        string path = $"{folder["docs/".Length..]}/index.html";
        IEnumerable<string> lines = _pages.Where(p => p.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(
                p =>
                    $"<li><a "
                    + $"href=\"{RelativePath.Between(path, PathOf(p))}\">"
                    + $"{WebUtility.HtmlEncode(Page(p).Title)}</a></li>");
        return new SitePage(path, title, "", $"<h1>{title}</h1>\n<ul>\n{string.Join('\n', lines)}\n</ul>\n");
    }

    /// <summary>A file that a page links to, or all programs below a folder, as they are written.</summary>
    private SitePage Source(string path)
    {
        string whole = Path.Combine(_root, path);
        string[] files = Directory.Exists(whole)
            ? [
                .. Directory.EnumerateFiles(whole, "*.cs", SearchOption.AllDirectories)
                    .Select(f => Path.GetRelativePath(_root, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
            ]
            : [path];
        IEnumerable<string> parts = files.Select(f =>
            $"{(files.Length > 1 ? $"<h2 id=\"{f.Replace('/', '-')}\">{f}</h2>\n" : "")}<pre><code"
            + $"{(f.EndsWith(".cs", StringComparison.Ordinal) ? " class=\"language-csharp\"" : "")}>"
            + $"{WebUtility.HtmlEncode(Read(f))}</code></pre>");
        return new SitePage(
            SourcePath(path), path, "", CodeColors.Apply($"<h1>{path}</h1>\n{string.Join('\n', parts)}\n"));
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(_root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex("(?<attribute>href|src)=\"(?<target>[^\"]*)\"")]
    private static partial Regex HtmlLinks();

    [GeneratedRegex(@"^<!--.*?-->\n", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
