using System.Globalization;
using System.Text;

namespace Carousel.Interchange.C;

/// <summary>Names in C.</summary>
internal static class CNames
{
    /// <summary>Marks the beginning and the end of a text of the data, until names are inserted.</summary>
    internal const char Mark = '\uE000';

    private const int Longest = 40;

    /// <summary>Whether a name can be the prefix of all names of an export.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True for small letters, digits and single underlines, a letter first, at most 40.</returns>
    public static bool IsPrefix(string? name) =>
        name is { Length: > 0 and <= Longest } && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        && !name.Contains("__") && name[^1] != '_';

    /// <summary>The prefix nearest to any name.</summary>
    /// <param name="name">Such as that of a folder.</param>
    /// <returns>A prefix; <c>model</c> where nothing of the name is left.</returns>
    public static string PrefixOf(string name)
    {
        var prefix = new StringBuilder();
        foreach (char c in name.Select(char.ToLowerInvariant))
        {
            bool isWord = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
            if (isWord ? prefix.Length > 0 || !char.IsAsciiDigit(c) : prefix.Length > 0 && prefix[^1] != '_')
            {
                prefix.Append(isWord ? c : '_');
            }
        }

        string found = prefix.ToString(0, Math.Min(prefix.Length, Longest)).TrimEnd('_');
        return IsPrefix(found) ? found : "model";
    }

    /// <summary>What a precision is called.</summary>
    /// <param name="precision">The precision.</param>
    /// <returns><c>float32</c> or <c>int8</c>.</returns>
    public static string Of(CPrecision precision) =>
        precision == CPrecision.Floating ? "float32" : "int8";

    /// <summary>
    /// A text inside a comment of C: nothing in it ends the comment or the line, begins a trigraph or is renamed.
    /// </summary>
    internal static string InComment(string text) => Kept(Safe(text, false));

    /// <summary>
    /// A text inside a comment of C as a string of JSON, so that its spaces are seen and it can be read back.
    /// </summary>
    internal static string Quoted(string text) => Kept($"\"{Safe(text, true)}\"");

    /// <summary>A text of the data, which <see cref="CTemplates.Name"/> does not change.</summary>
    internal static string Kept(string text) => $"{Mark}{text.Replace($"{Mark}", "")}{Mark}";

    private static string Safe(string text, bool isQuoted)
    {
        var safe = new StringBuilder();
        char before = '\0';
        foreach (char c in Whole(text))
        {
            safe.Append((before, c) switch
            {
                ('?', '?') => isQuoted ? "\\u003f" : " ?",
                ('*', '/') => isQuoted ? "\\/" : " /",
                ('/', '*') => isQuoted ? "\\u002a" : " *",
                (_, '"' or '\\') when isQuoted => $"\\{c}",
                (_, '\n') => "\\n",
                _ when IsUnseen(c) => $"\\u{(int)c:x4}",
                _ => $"{c}",
            });
            before = c;
        }

        return safe.ToString();
    }

    /// <summary>The text with a replacement character for unpaired surrogates, which UTF-8 cannot encode.</summary>
    private static string Whole(string text) => string.Concat(text.EnumerateRunes());

    /// <summary>
    /// Whether a compiler or a reader would stumble: controls, marks of direction, line ends, spaces but the plain one,
    /// private signs.
    /// </summary>
    private static bool IsUnseen(char c) => c != ' ' && char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
