using System.Text;

namespace Carousel.Interchange.C;

/// <summary>Names in C.</summary>
public static class CNames
{
    private const int Longest = 40;

    /// <summary>Whether a name can stand in front of all names of an export.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True for small letters, digits and single underlines, a letter first, at most 40.</returns>
    public static bool IsPrefix(string? name) => name is { Length: > 0 and <= Longest } && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && !name.Contains("__", StringComparison.Ordinal) && name[^1] != '_';

    /// <summary>The prefix nearest to any name.</summary>
    /// <param name="name">Such as that of a folder.</param>
    /// <returns>A prefix; <c>model</c> where nothing of the name is left.</returns>
    public static string PrefixOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
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
    /// <returns><c>float32</c>, <c>int8</c> or <c>integer</c>.</returns>
    public static string Of(CPrecision precision) => precision switch { CPrecision.Floating => "float32", CPrecision.Bytes => "int8", _ => "integer" };

    /// <summary>A text inside a comment of C: nothing in it ends the comment or the line.</summary>
    internal static string InComment(string text)
    {
        var safe = new StringBuilder();
        foreach (char c in text)
        {
            safe.Append(c is >= ' ' and < '\x7f' ? c : char.IsControl(c) || c > '\x7f' ? $"u{(int)c:x4}" : c);
        }

        return safe.ToString().Replace("*/", "* /", StringComparison.Ordinal).Replace("/*", "/ *", StringComparison.Ordinal);
    }
}
