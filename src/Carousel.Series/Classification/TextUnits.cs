using System.Globalization;

namespace Carousel.Classification;

/// <summary>A text as words and characters, in lower case.</summary>
internal static class TextUnits
{
    /// <summary>
    /// Words: letters and digits with the apostrophes and hyphens inside them; every other sign stands alone.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The words with the place in the text at which each begins.</returns>
    public static IEnumerable<(string Word, int At)> Words(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || char.IsControl(text[at]))
            {
                at++;
                continue;
            }

            int end = at + 1;
            if (IsInside(text[at]))
            {
                while (end < text.Length
                    && (IsInside(text[end])
                        || (IsJoint(text[end]) && end + 1 < text.Length && IsInside(text[end + 1]))))
                {
                    end++;
                }
            }
            else if (char.IsHighSurrogate(text[at]) && end < text.Length && char.IsLowSurrogate(text[end]))
            {
                end++;
            }

            yield return (text[at..end].ToLowerInvariant(), at);
            at = end;
        }
    }

    private static bool IsInside(char letter) =>
        char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark;

    private static bool IsJoint(char letter) => letter is '\'' or '’' or '-';
}
