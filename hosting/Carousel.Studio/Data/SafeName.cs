using System.Text;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>Converts names of files from elsewhere to names without a special meaning for a system.</summary>
internal static class SafeName
{
    // Four bytes each at most, and an ending: a system takes 255.
    private const int Longest = 60;
    private const int Deepest = 4;

    // Names that Windows reserves for devices, with any text after the point.
    private static readonly string[] _devices =
    [
        "CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" }),
    ];

    /// <summary>A name for a file: letters and digits, blanks, points, lines and round brackets; other signs become
    /// lines.</summary>
    /// <param name="name">Any text.</param>
    /// <returns>A name that begins with a letter or digit and keeps its ending.</returns>
    public static string Of(string name)
    {
        var safe = new StringBuilder();
        foreach (char letter in name[(name.LastIndexOfAny(['/', '\\']) + 1)..])
        {
            bool isKept = char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or ' ' or '(' or ')';
            safe.Append(isKept ? letter : '_');
        }

        string text = safe.ToString().TrimStart('.', '_', '-', ' ', '(', ')').TrimEnd('.', ' ');
        string ending = Path.GetExtension(text);
        ending = ending.Length <= 12 ? ending : "";
        string stem = text[..^ending.Length];
        if (stem.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)
            || stem.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
        {
            (stem, ending) = (stem[..^4], stem[^4..] + ending);
        }

        stem = (stem.Length > Longest ? stem[..Longest] : stem).TrimEnd(' ', '.');
        return (stem.Length == 0 || IsDevice(stem) ? "data" + stem : stem) + ending;
    }

    /// <summary>A path inside a folder whose names are kept, because the data speak of them.</summary>
    /// <param name="path">As asked for, with slashes.</param>
    /// <returns>The path in the form of this system.</returns>
    /// <exception cref="RefusalException">A name in it is not safe on every system.</exception>
    public static string PathOf(string path)
    {
        string[] parts = path.Split('/');
        if (parts.Length > Deepest || !parts.All(IsSafe))
        {
            throw new RefusalException(
                400,
                $"A file of a folder has a path of at most {Deepest} names of letters, digits, blanks, points and "
                + "lines, such as yes/1.wav.");
        }

        return Path.Combine(parts);
    }

    private static bool IsSafe(string name) =>
        name.Length is > 0 and <= Longest && name[0] is not ('.' or '-' or ' ') && name[^1] is not ('.' or ' ')
        && name.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '_' or '-' or ' ') && !IsDevice(name);

    private static bool IsDevice(string name) =>
        _devices.Contains(name.Split('.')[0], StringComparer.OrdinalIgnoreCase);
}
