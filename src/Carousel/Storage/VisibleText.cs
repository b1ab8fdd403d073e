using System.Globalization;
using System.Text;

namespace Carousel.Storage;

/// <summary>
/// Text for a terminal or a log. A name out of a file may contain control characters: what they would do to the screen,
/// or to the lines before, is shown as an escape such as <c>\u001b</c> instead.
/// </summary>
internal static class VisibleText
{
    // The sequences that Pen writes: bold, dim, colours, and the end of them. They do not hide, move or delete text.
    private static readonly string[] _colors =
        ["\u001b[0m", "\u001b[1m", "\u001b[2m", .. Enumerable.Range(31, 6).Select(c => $"\u001b[{c}m")];

    /// <summary>A text without control characters other than ends of lines and tabs.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsColors">Whether colours stay.</param>
    /// <returns>The text itself if there is nothing to escape.</returns>
    public static string Of(string text, bool keepsColors = false)
    {
        int first = 0;
        while (first < text.Length && !IsEscaped(text, first))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var shown = new StringBuilder(text, 0, first, text.Length + 32);
        for (int i = first; i < text.Length; i++)
        {
            if (!IsEscaped(text, i))
            {
                shown.Append(text[i]);
            }
            else if (keepsColors && Array.Find(_colors, c => string.CompareOrdinal(text, i, c, 0, c.Length) == 0)
                is { } color)
            {
                shown.Append(color);
                i += color.Length - 1;
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
        }

        return shown.ToString();
    }

    // Control characters, and characters that change the direction or the lines of the following text.
    private static bool IsEscaped(string text, int at) => text[at] switch
    {
        '\n' or '\t' => false,
        '\r' => at + 1 == text.Length || text[at + 1] != '\n',
        '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => true,
        var other => char.IsControl(other),
    };
}
