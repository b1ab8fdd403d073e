using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Docs;

/// <summary>Links of a page to files of the repository, and paths that it names as code.</summary>
internal static partial class MarkdownLinks
{
    public static IEnumerable<string> Violations(SourceFile page, Func<string, bool> exists)
    {
        string folder = Path.GetDirectoryName(page.Path)!.Replace('\\', '/');
        foreach (Match link in Links().Matches(CodeBlocks().Replace(page.Text, "")))
        {
            string target = link.Groups["target"].Value.Split('#')[0];
            if (target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
                && !exists(Resolve(folder, target)))
            {
                yield return $"{page.Path}: links to {target}, which does not exist.";
            }
        }

        foreach (string named in Paths().Matches(page.Text).Select(match => match.Groups["path"].Value)
            .Where(path => !exists(path.TrimEnd('/'))))
        {
            yield return $"{page.Path}: names {named}, which does not exist.";
        }
    }

    private static string Resolve(string folder, string target)
    {
        List<string> parts = [.. folder.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        foreach (string part in target.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"`(?<path>(src|tests|docs|eng|benchmarks|examples|samples)/[\w./-]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
