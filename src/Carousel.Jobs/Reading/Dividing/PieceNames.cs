using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Carousel.Jobs.Reading.Dividing;

/// <summary>
/// Names for files out of names of series, which may hold anything. A name that a file can have stays as it is; another
/// one gets some digits of its SHA-256, so that it depends on no other series, as long as no two differ by case alone.
/// </summary>
internal sealed partial class PieceNames
{
    private const int Longest = 60;
    private const int Digits = 8;

    // Not all systems tell files apart by case.
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name for the files of a series.</summary>
    /// <param name="key">What the series is called.</param>
    /// <returns>1 to 125 letters, digits, points, hyphens and underscores.</returns>
    public string For(string key)
    {
        string plain = string.Concat(
            key.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        bool isName = plain == key && plain.Length > 0 && plain[0] is not ('.' or '-') && plain[^1] != '.'
            && !Device().IsMatch(plain);
        if (isName && _taken.Add(key))
        {
            return key;
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        string begun = plain.Trim('.', '-') is { Length: > 0 } kept ? kept : "_";
        return new[] { hash[..Digits], hash }.Select(end => $"_{begun}-{end}").First(_taken.Add);
    }

    // What Windows takes for a device, also with an ending.
    [GeneratedRegex(@"^(CON|PRN|AUX|NUL|COM\d|LPT\d)(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
