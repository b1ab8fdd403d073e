using System.Text.RegularExpressions;
using Carousel.Jobs.Text;

namespace Carousel.Tagging;

/// <summary>
/// Tokens of plain text by a simple rule: split at blanks, marks removed from both ends of each piece, English clitics
/// ('s, n't, 're …) cut off.
/// </summary>
internal static partial class TextTokens
{
    /// <summary>The tokens of a line.</summary>
    /// <param name="line">Plain text.</param>
    /// <returns>From left to right.</returns>
    public static IReadOnlyList<string> Of(string line) => [.. TokenPattern().Matches(line).Select(m => m.Value)];

    // A clitic is cut where it ends a word; a run of one mark, such as ..., is one token; @name, #tag, 3.14 and a-b
    // stay whole.
    [GeneratedRegex(
        """
        [\p{L}\p{M}\p{N}]+(?=n['’]t\b)
        |n['’]t\b
        |['’](?:s|re|ve|ll|d|m)\b
        |[@\#][\p{L}\p{N}_]+
        |https?://\S+
        |[\p{L}\p{M}\p{N}_]+(?:[-.,/:@&][\p{L}\p{M}\p{N}_]+|['’](?!(?:s|re|ve|ll|d|m)\b)[\p{L}\p{M}]+)*
        |([^\s\p{L}\p{M}\p{N}])\1*
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase)]
    private static partial Regex TokenPattern();
}

/// <summary>What a network sees of a token.</summary>
internal static class WordForm
{
    /// <summary>A longer token is read by its ends: that bounds what one token costs.</summary>
    public const int MostCharacters = 40;

    /// <summary>
    /// The token in small letters, by which words are known; its capitals are seen through its characters.
    /// </summary>
    /// <param name="token">The token.</param>
    /// <returns>The word.</returns>
    public static string Small(string token) => token.ToLowerInvariant();

    /// <summary>The characters of a token, as people see them; of a long one the first and the last.</summary>
    /// <param name="token">The token.</param>
    /// <returns>One or more.</returns>
    public static IReadOnlyList<string> Characters(string token)
    {
        string[] characters = [.. TextElements.Of(token).Select(e => e.Character)];
        return characters.Length <= MostCharacters ? characters
            : [.. characters[..(MostCharacters / 2)], .. characters[^(MostCharacters / 2)..]];
    }
}
