using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.English;

/// <summary>The phrases of eng/english.tsv in the prose of a file.</summary>
internal static partial class PhraseCount
{
    private static readonly Regex[] _patterns =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "eng/english.tsv"))
            .Where(line => line.Contains('\t', StringComparison.Ordinal) && line[0] != '#')
            .Select(line => line.Split('\t')[1])
            .Select(pattern => pattern.StartsWith("(?-i)", StringComparison.Ordinal)
                ? new Regex(pattern[5..], RegexOptions.Multiline | RegexOptions.Compiled)
                : new Regex(
                    pattern, RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
                        | RegexOptions.Compiled)),
    ];

    /// <summary>Each phrase that was found.</summary>
    public static IEnumerable<string> In(SourceFile file)
    {
        string prose = file.Path.EndsWith(".md", StringComparison.Ordinal) ? OfMarkdown(file.Text) : OfCode(file.Text);
        return _patterns.SelectMany(pattern => pattern.Matches(prose).Select(match => match.Value.Trim()));
    }

    private static string OfMarkdown(string text) =>
        Span().Replace(Indented().Replace(Fence().Replace(text, ""), ""), "`c`");

    private static string OfCode(string text) => string.Join(
        '\n',
        Comment().Matches(text).Select(m => m.Groups[1].Value)
            .Concat(Literal().Matches(Comment().Replace(text, "")).Select(m => m.Groups[1].Value)));

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ {4,}\S.*$", RegexOptions.Multiline)]
    private static partial Regex Indented();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex Span();

    [GeneratedRegex("//+(.*)")]
    private static partial Regex Comment();

    [GeneratedRegex("""
        "((?:[^"\\\n]|\\.)*)"
        """)]
    private static partial Regex Literal();
}
