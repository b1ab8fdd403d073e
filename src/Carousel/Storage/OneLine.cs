using System.Buffers;

namespace Carousel.Storage;

/// <summary>Names of a file stand in sentences, which are one line: a line end or another control character in a name is refused.</summary>
internal static class OneLine
{
    private const int MostShown = 80;

    // Made of all characters at once: the search by ranges allocates some 120 bytes a name before it is compiled in full, which a bound of memory does not know.
    private static readonly SearchValues<char> _others =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(k => (char)k).Where(c => char.IsControl(c) || c is '\u2028' or '\u2029')]);

    /// <summary>Whether a text is one line without control characters.</summary>
    public static bool Is(ReadOnlySpan<char> text) => !text.ContainsAny(_others);

    /// <summary>The beginning of a text, with a sign in the place of each character that does not belong in a line.</summary>
    public static string Shown(string text) => new([.. text.Take(MostShown).Select(c => _others.Contains(c) ? '\ufffd' : c)]);

    /// <summary>Refuses a name that is not one line.</summary>
    /// <param name="name">The name.</param>
    /// <param name="file">How the file is called in messages.</param>
    /// <param name="what">What has the name.</param>
    /// <exception cref="ModelFileException">It has a line end or another control character.</exception>
    public static void Require(string name, string file, string what)
    {
        if (!Is(name))
        {
            throw new ModelFileException($"{file}: the name of the {what} '{Shown(name)}' has a line end or another control character in it.");
        }
    }
}
