namespace Carousel.Jobs.Text;

/// <summary>Cuts text into words, punctuation marks and ends of lines, and says where spaces stood.</summary>
/// <remarks>
/// A word is a run of letters, digits and marks, with apostrophes and hyphens inside it (<c>o'er</c>,
/// <c>well-known</c>); everything else except space is a separate unit.
/// </remarks>
internal static class WordSplitter
{
    /// <summary>What an end of a line is as a unit.</summary>
    public const string LineEnd = "\n";

    /// <summary>Marks that may be inside a word.</summary>
    public const string Inside = "'’-";

    private const string NoSpaceBefore = ".,;:!?)]}”’%", NoSpaceAfter = "([{“‘$£€#";

    /// <summary>The units of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Each with the place where it begins.</returns>
    public static IEnumerable<(int Start, string Text)> Split(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            if (text[at] == '\n')
            {
                at++;
                yield return (start, LineEnd);
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else
            {
                at = EndOfWord(text, at);
                at = at > start ? at : start + (char.IsSurrogatePair(text, start) ? 2 : 1);
                yield return (start, text[start..at]);
            }
        }
    }

    /// <summary>Whether a space is written between two units.</summary>
    /// <param name="before">The first.</param>
    /// <param name="unit">The second.</param>
    /// <returns>Whether it does.</returns>
    public static bool IsSpaceBetween(string before, string unit) =>
        !(before == LineEnd || unit == LineEnd
            || (unit.Length == 1 && NoSpaceBefore.Contains(unit[0]))
            || (before.Length == 1 && NoSpaceAfter.Contains(before[0])));

    /// <summary>The end of the word that begins at a place; the place if none does.</summary>
    public static int EndOfWord(string text, int start)
    {
        int at = start;
        while (at < text.Length && (IsOfWord(text, at) || (at > start && IsInside(text, at))))
        {
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        }

        return at;
    }

    private static bool IsInside(string text, int at) =>
        Inside.Contains(text[at]) && at + 1 < text.Length && IsOfWord(text, at + 1)
            && IsOfWord(text, at - 1);

    private static bool IsOfWord(string text, int at) =>
        char.IsLetterOrDigit(text, at)
            || char.GetUnicodeCategory(text, at) is System.Globalization.UnicodeCategory.NonSpacingMark
                or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
