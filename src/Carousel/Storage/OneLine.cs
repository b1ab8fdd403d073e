namespace Carousel.Storage;

/// <summary>
/// Messages contain names of a file, and a message is one line. So a name with a line end or another control character
/// is rejected.
/// </summary>
internal static class OneLine
{
    /// <summary>Whether a text is one line without control characters.</summary>
    public static bool Is(string text)
    {
        // Character by character: the library's searches for several characters allocate some 120 bytes a name until
        // they are compiled in full, which a bound of memory does not know.
        foreach (char character in text)
        {
            if (IsOther(character))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The beginning of a text, with a sign in the place of each character that does not belong in a line.
    /// </summary>
    public static string Shown(string text) => Of(text[..Math.Min(text.Length, QuotedText.Most)]);

    /// <summary>A text with a sign in the place of each character that does not belong in a line.</summary>
    public static string Of(string text) => Is(text) ? text : new([.. text.Select(c => IsOther(c) ? '\ufffd' : c)]);

    /// <summary>Refuses a name that is not one line.</summary>
    /// <param name="name">The name.</param>
    /// <param name="file">How the file is called in messages.</param>
    /// <param name="what">What has the name.</param>
    /// <exception cref="ModelFileException">It has a line end or another control character.</exception>
    public static void Require(string name, string file, string what)
    {
        if (!Is(name))
        {
            throw new ModelFileException(
                $"{file}: the name of the {what} '{Shown(name)}' has a line end or another control character in it.");
        }
    }

    private static bool IsOther(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
