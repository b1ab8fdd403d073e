using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// What no source holds: paths of one machine, hosts of package registries, marks of unfinished work.
/// </summary>
internal static class WordRule
{
    /// <summary>Each pattern is written so that it does not find itself.</summary>
    private static readonly (Regex Pattern, string Reason)[] _words =
    [
        (new(@"(?<![\w.$})\]/*-])/(work|root|tmp|home|Users)/\w"), "is a path of one machine"),
        (new(@"\b[A-Z]:\\{1,2}(Users|Windows)\b"), "is a path of one machine"),
        (
            new(@"registry\.npm[j]s\.org|api\.n[u]get\.org|pypi\.o[r]g|files\.pythonh[o]sted"),
            "is the host of a package registry"),
        (new(@"\b(TO[D]O|FIX[M]E|HA[C]K|XX[X])\b"), "marks unfinished work; finish it or write a decision"),
        (new(@"\bNotImpl[e]mentedException\b"), "marks unfinished work; leave the member out"),
    ];

    public static IEnumerable<string> Violations(SourceFile file)
    {
        string[] lines = file.Text.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            foreach ((Regex pattern, string reason) in _words)
            {
                if (pattern.Match(lines[line]) is { Success: true } match)
                {
                    yield return $"{file.Path}:{line + 1}: '{match.Value}' {reason}.";
                }
            }
        }
    }
}
