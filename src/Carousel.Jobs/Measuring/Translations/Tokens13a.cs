using System.Text.RegularExpressions;

namespace Carousel.Jobs.Measuring;

/// <summary>
/// Text cut into tokens as mteval-v13a cuts it: a mark is a token, except a point or comma between digits.
/// </summary>
/// <remarks>
/// Papineni and others 2002 as scored at WMT; the rules are those of sacreBLEU's tokeniser "13a" (Post 2018).
/// </remarks>
internal static partial class Tokens13a
{
    /// <summary>The tokens of a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The tokens, which hold no white space.</returns>
    public static string[] Of(string line)
    {
        line = WhiteSpace.TrimEnd(line)
            .Replace("<skipped>", "")
            .Replace("-\n", "").Replace('\n', ' ');
        if (line.Contains('&'))
        {
            line = line.Replace("&quot;", "\"")
                .Replace("&amp;", "&")
                .Replace("&lt;", "<").Replace("&gt;", ">");
        }

        line = Marks().Replace($" {line} ", " $1 ");
        line = MarkAfterOther().Replace(line, "$1 $2 ");
        line = MarkBeforeOther().Replace(line, " $1 $2");
        line = DashAfterDigit().Replace(line, "$1 $2 ");
        return WhiteSpace.Split(line);
    }

    [GeneratedRegex(@"([\{-\~\[-\` -\&\(-\+\:-\@\/])", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();

    [GeneratedRegex(@"([^0-9])([\.,])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkAfterOther();

    [GeneratedRegex(@"([\.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkBeforeOther();

    [GeneratedRegex(@"([0-9])(-)", RegexOptions.CultureInvariant)]
    private static partial Regex DashAfterDigit();
}
