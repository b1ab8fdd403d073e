using System.Xml.Linq;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>References between projects point one way, and the library has no packages.</summary>
internal static class ProjectRule
{
    /// <summary>The shipped projects and the only projects that each may reference.</summary>
    private static readonly Dictionary<string, string[]> _map = new(StringComparer.Ordinal)
    {
        ["Carousel"] = [],
        ["Carousel.Report"] = [],
        ["Carousel.Jobs"] = ["Carousel", "Carousel.Report"],
        ["Carousel.Inspection"] = ["Carousel.Jobs"],
        ["Carousel.Series"] = ["Carousel.Inspection"],
        ["Carousel.Text"] = ["Carousel.Jobs"],
        ["Carousel.Media"] = ["Carousel.Jobs"],
        ["Carousel.Genomes"] = ["Carousel.Inspection"],
        ["Carousel.Laboratory"] = ["Carousel.Series", "Carousel.Text", "Carousel.Media", "Carousel.Genomes"],
        ["Carousel.Interchange"] = ["Carousel"],
        ["Carousel.Data"] = ["Carousel.Series"],
        ["Carousel.Extensions"] =
        [
            "Carousel.Series", "Carousel.Text", "Carousel.Media", "Carousel.Genomes", "Carousel.Client",
        ],
        ["Carousel.Cluster"] = [],
        ["Carousel.Server"] =
        [
            "Carousel.Cluster", "Carousel.Series", "Carousel.Text", "Carousel.Media", "Carousel.Genomes",
        ],
        ["Carousel.Client"] = [],
        ["Carousel.Aspire.Hosting"] = [],
        ["Carousel.Studio"] = ["Carousel.Server"],
        ["Carousel.Mcp"] = ["Carousel.Studio"],
        ["Carousel.Page"] = ["Carousel.Series"],
        ["Carousel.Cli"] =
        [
            "Carousel.Data", "Carousel.Interchange", "Carousel.Series", "Carousel.Text", "Carousel.Media",
            "Carousel.Genomes", "Carousel.Cluster", "Carousel.Server", "Carousel.Studio", "Carousel.Mcp",
        ],
        ["Carousel.Lab"] = ["Carousel.Cli", "Carousel.Laboratory"],
    };

    /// <summary>The folders of shipped projects; all but those that are named lie under src.</summary>
    public static IReadOnlyList<string> Homes { get; } = ["src", "hosting", "laboratory"];

    /// <summary>The shipped projects.</summary>
    public static IReadOnlyCollection<string> Projects => _map.Keys;

    /// <summary>The folder of a shipped project, from the root.</summary>
    /// <param name="project">Its name.</param>
    public static string FolderOf(string project) =>
        project switch
        {
            "Carousel.Laboratory" or "Carousel.Lab" => $"laboratory/{project}",
            "Carousel.Server" or "Carousel.Cluster" or "Carousel.Client" or "Carousel.Studio" or "Carousel.Mcp"
                or "Carousel.Page" or "Carousel.Aspire.Hosting" => $"hosting/{project}",
            _ => $"src/{project}",
        };

    /// <summary>Projects that need nothing but the base library.</summary>
    private static readonly string[] _withoutPackages =
    [
        "Carousel", "Carousel.Report", "Carousel.Client",
    ];

    public static IEnumerable<string> Violations(SourceFile project)
    {
        XDocument document = XDocument.Parse(project.Text);
        string name = Path.GetFileNameWithoutExtension(project.Name);
        string[] referenced =
        [
            .. Included(document, "ProjectReference")
                .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))),
        ];
        if (Homes.Any(home => project.Path.StartsWith($"{home}/", StringComparison.Ordinal))
            && !name.EndsWith(".Tests", StringComparison.Ordinal))
        {
            if (!_map.TryGetValue(name, out string[]? allowed))
            {
                yield return $"{project.Path}: is not in the map of projects; add it to ProjectRule with what it may "
                    + $"reference.";
                yield break;
            }

            foreach (string other in Included(document, "InternalsVisibleTo")
                .Where(o => _map.ContainsKey(o) && !Below(o).Contains(name)))
            {
                yield return $"{project.Path}: opens its internals to {other}, which does not build on it; see "
                    + $"docs/decisions/computing.md.";
            }

            foreach (string other in referenced.Except(allowed))
            {
                yield return $"{project.Path}: may not reference {other}; it may "
                    + $"reference {(allowed.Length == 0 ? "nothing" : string.Join(", ", allowed))}.";
            }
        }
        else if (project.Path.StartsWith("examples/", StringComparison.Ordinal)
            && referenced.Contains("Carousel.Reference"))
        {
            yield return $"{project.Path}: may not reference Carousel.Reference; only tests and benchmarks see the "
                + $"twins.";
        }

        if (_withoutPackages.Contains(name))
        {
            foreach (string package in Included(document, "PackageReference"))
            {
                yield return $"{project.Path}: may not use the package {package}; {name} needs nothing but the base "
                    + $"library.";
            }
        }

        foreach (string hidden in _map.ContainsKey(name) ? Included(document, "Using") : [])
        {
            yield return $"{project.Path}: hides the using of {hidden} from its files; name it in each file.";
        }
    }

    /// <summary>What a project builds on, directly or through others.</summary>
    private static IEnumerable<string> Below(string name) =>
        _map[name].SelectMany(other => Below(other).Prepend(other));

    private static IEnumerable<string> Included(XDocument document, string element) =>
        document.Descendants(element).Select(item => item.Attribute("Include")?.Value).OfType<string>()
            .SelectMany(
                value => value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
