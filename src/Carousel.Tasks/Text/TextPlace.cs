namespace Carousel.Tasks.Text;

/// <summary>Where in a text something stands.</summary>
internal static class TextPlace
{
    /// <summary>The place as messages name it.</summary>
    /// <param name="name">How messages call the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="index">Which char of it.</param>
    /// <returns>Name, line and column, both from 1.</returns>
    public static string Of(string name, string text, int index)
    {
        int line = 1 + text.AsSpan(0, index).Count('\n'), start = index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;
        return $"{name}:{line}:{index - start + 1}";
    }
}
