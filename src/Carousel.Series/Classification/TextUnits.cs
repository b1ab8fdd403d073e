using System.Globalization;

namespace Carousel.Classification;

/// <summary>A text as words, in lower case.</summary>
internal static class TextUnits
{
    // The first and last characters, rising, of scripts that have no spaces between words: Thai and Lao, Myanmar,
    // Khmer, signs of repetition, Japanese and Chinese syllables, Chinese characters (three blocks), narrow syllables.
    private static readonly (char First, char Last)[] _withoutSpaces =
    [
        ('\u0E00', '\u0EFF'), ('\u1000', '\u109F'), ('\u1780', '\u17FF'), ('\u3005', '\u3007'),
        ('\u3040', '\u312F'), ('\u31F0', '\u31FF'), ('\u3400', '\u4DBF'), ('\u4E00', '\u9FFF'),
        ('\uF900', '\uFAFF'), ('\uFF66', '\uFF9F'),
    ];

    private const char ZeroWidthSpace = '\u200B', NonJoiner = '\u200C', Joiner = '\u200D', ByteOrderMark = '\uFEFF';

    /// <summary>
    /// Words: letters and digits with the apostrophes and hyphens inside them. Every other sign is a word, and in
    /// scripts without spaces each letter with its marks.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The words with the place in the text at which each begins.</returns>
    public static IEnumerable<(string Word, int At)> Words(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]) || char.IsControl(text[at]) || text[at] is ZeroWidthSpace or ByteOrderMark)
            {
                at++;
                continue;
            }

            int end = at + 1;
            if (HasNoSpaces(text[at]))
            {
                while (end < text.Length && IsMark(text[end]))
                {
                    end++;
                }
            }
            else if (IsInside(text[at]))
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
        (char.IsLetterOrDigit(letter) && !HasNoSpaces(letter))
        || IsMark(letter) || letter is NonJoiner or Joiner;

    private static bool HasNoSpaces(char letter)
    {
        foreach ((char first, char last) in _withoutSpaces)
        {
            if (letter <= last)
            {
                return letter >= first;
            }
        }

        return false;
    }

    private static bool IsMark(char letter) => char.GetUnicodeCategory(letter)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsJoint(char letter) => letter is '\'' or '’' or '-';
}
