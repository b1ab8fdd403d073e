using System.Globalization;
using System.Text;

namespace Carousel.Jobs.Text;

/// <summary>Where in a text something stands.</summary>
internal static class TextPlace
{
    /// <summary>A character as messages name it; an invisible one is named by its number.</summary>
    /// <param name="rune">The character.</param>
    /// <returns>Such as <c>'a'</c> or <c>U+000A</c>.</returns>
    public static string Shown(Rune rune) =>
        Rune.IsControl(rune)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            ? Invariant.Of($"U+{rune.Value:X4}") : $"'{rune}'";

    /// <summary>The character at a place, as messages name it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="index">Which char of it.</param>
    /// <returns>Such as <c>'a'</c> or <c>U+000A</c>.</returns>
    public static string Shown(string text, int index) =>
        Shown(Rune.TryGetRuneAt(text, index, out Rune rune) ? rune : Rune.ReplacementChar);

    /// <summary>The place as messages name it.</summary>
    /// <param name="name">How messages call the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="index">Which char of it.</param>
    /// <returns>Name, line and column, both from 1.</returns>
    public static string Of(string name, string text, int index)
    {
        int line = 1 + text.AsSpan(0, index).Count('\n'),
            start = index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;
        return $"{name}:{line}:{index - start + 1}";
    }
}
