using System.Globalization;

namespace Carousel.Jobs.Text;

/// <summary>
/// Characters as people see them: letters with their marks, and signs of several code points, are one.
/// </summary>
internal static class TextElements
{
    /// <summary>The characters of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Each with the place in the text at which it begins.</returns>
    public static IEnumerable<(string Character, int At)> Of(string text)
    {
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = StringInfo.GetNextTextElementLength(text, at);
            yield return (text.Substring(at, length), at);
        }
    }
}
