using System.Globalization;

namespace Carousel.Tasks.Text;

/// <summary>The characters of a text as people see them: a letter with its accents is one.</summary>
public static class TextElements
{
    /// <summary>Cuts a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Its characters, which together are the text.</returns>
    public static IEnumerable<string> Of(string text)
    {
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }
}
