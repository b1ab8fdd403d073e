using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// What the folders of the projects above the library may name of each other. Those of the library have
/// <see cref="LayerRule"/>.
/// </summary>
internal static class FolderRule
{
    /// <summary>
    /// Of each project its levels, lowest first. A folder names itself and the levels below it; folders of one level
    /// do not name each other, except for those that are joined by a plus. Files outside any folder may name all, and
    /// be named by all. In the command line, which nothing references, all folders are joined.
    /// </summary>
    private static readonly Dictionary<string, string[]> _levels = new(StringComparer.Ordinal)
    {
        ["Carousel.Inspection"] =
        [
            "Equations", "Attribution Traces", "Comparison Novelty Probes Stepping", "Looks",
        ],
        ["Carousel.Report"] = ["Html"],
        ["Carousel.Jobs"] =
        [
            "Fitting+Options+Reading+Text Statistics", "Decoding Measuring Sound Streaming Tuning",
            "Portable", "Baselines", "Networks Quantizing",
        ],
        ["Carousel.Series"] =
        [
            "Data", "Boosting Classical", "Anomalies Classification Forecasting RemainingLife Survival",
        ],
        ["Carousel.Text"] = ["Language Tagging Translation", "Chat Speech"],
        ["Carousel.Media"] = ["Pictures", "Captioning Handwriting Music", "Video"],
        ["Carousel.Genomes"] = ["Markov Reading Simulation", "Labeling+Logos", "Genes NextBase"],
        ["Carousel.Interchange"] =
        [
            "Networks+Quantization+Web", "C", "Imports+Keras+Onnx+PyTorch+Tensors",
        ],
        ["Carousel.Extensions"] = ["Models Streaming Training"],
        ["Carousel.Data"] = [],
        ["Carousel.Cluster"] = ["Brokers Stores", "Work"],
        ["Carousel.Server"] =
        [
            "Models+Storage", "Engine", "Replicas", "Wire", "Doors", "Protocol", "Ingest", "Hosting",
        ],
        ["Carousel.Client"] = ["Wire", "Sessions"],
        ["Carousel.Studio"] =
        [
            "Messages", "Storage", "Data", "Works", "Uses", "Doors", "Protocol", "Hosting",
        ],
        ["Carousel.Mcp"] = [],
        ["Carousel.Page"] = [],
        ["Carousel.Aspire.Hosting"] = [],
        ["Carousel.Laboratory"] =
        [
            "Problems+Trials", "Networks Papers", "Lanes+Rivals", "Experiments", "Running",
            "Claims+Reports+Tasks+Textbook+Tracking+Training+ZeroShot", "Lessons",
        ],
        ["Carousel.Lab"] = ["Rendering"],
        ["Carousel.Cli"] = ["Commands+Errors+Options+Rendering+Work"],
    };

    /// <summary>A family of jobs has the namespaces of its jobs.</summary>
    private static readonly string[] _families = ["Carousel.Series", "Carousel.Text", "Carousel.Media"];

    /// <summary>
    /// A folder of a project is a namespace; folders inside it sort its files. Here each experiment has a namespace.
    /// </summary>
    private const string Deep = "Carousel.Laboratory";

    /// <summary>Files whose namespace is that of the library that they extend.</summary>
    private static readonly string[] _guests =
    [
        "src/Carousel.Extensions/CarouselServiceCollectionExtensions.cs",
        "hosting/Carousel.Server/CarouselServerExtensions.cs",
        "hosting/Carousel.Aspire.Hosting/CarouselResourceExtensions.cs",
    ];

    /// <summary>The folders of each project that have a level.</summary>
    public static IEnumerable<string> Folders =>
        from project in _levels
        from level in project.Value
        from folder in level.Split(' ', '+')
        select $"{ProjectRule.FolderOf(project.Key)}/{folder}";

    /// <summary>The projects that have a rule.</summary>
    public static IReadOnlyCollection<string> Projects => _levels.Keys;

    public static IEnumerable<string> Violations(SourceFile file)
    {
        string[] parts = file.Path.Split('/');
        string project = parts[1], root = _families.Contains(project) ? "Carousel" : project;
        string[][] levels = [.. _levels[project].Select(level => level.Split(' '))];
        string code = CodeText.Of(file.Text);
        string own = parts.Length > 3 ? parts[2] : "";
        IEnumerable<string> spaces = project == Deep ? parts[2..^1] : parts[2..^1].Take(1);
        string expected = string.Join('.', spaces.Prepend(root));
        if (!_guests.Contains(file.Path)
            && !Regex.IsMatch(code, $@"^namespace {Regex.Escape(expected)};", RegexOptions.Multiline))
        {
            yield return $"{file.Path}: its namespace must be {expected}, the folder it lies in.";
        }

        if (own.Length == 0)
        {
            yield break;
        }

        int at = Array.FindIndex(levels, level => level.Any(group => group.Split('+').Contains(own)));
        if (at < 0)
        {
            yield return $"{file.Path}: lies in no level; add its folder to FolderRule in its place.";
            yield break;
        }

        string[] friends = levels[at].First(group => group.Split('+').Contains(own)).Split('+');
        foreach (string other in levels[at..].SelectMany(level => level).SelectMany(group => group.Split('+'))
            .Except(friends)
            .Where(other => Regex.IsMatch(code, Names(project, root, other))))
        {
            yield return $"{file.Path}: names {other}, which does not lie below {own}.";
        }
    }

    // By the full name, or by a partial one that continues with a name in the folder.
    private static string Names(string project, string root, string folder)
    {
        string path = Path.Combine(Repository.Root, ProjectRule.FolderOf(project), folder);
        IEnumerable<string> inside = Directory.Exists(path)
            ? Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)
                .Select(entry => Regex.Escape(Path.GetFileName(entry).Split('.')[0]))
            : [];
        string next = string.Join('|', inside.DefaultIfEmpty("(?!)"));
        return $@"\b{Regex.Escape(root)}\s*\.\s*{folder}\b|(?<![\w.]){folder}\s*\.\s*({next})\b";
    }
}
