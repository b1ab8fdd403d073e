using Carousel.Tasks.Text;

namespace Carousel.Tasks.Tagging;

/// <summary>What a network sees of a token.</summary>
internal static class WordForm
{
    /// <summary>A longer token is read by its ends: that bounds what one token costs.</summary>
    public const int MostCharacters = 40;

    /// <summary>The token in small letters, by which words are known; its capitals are seen through its characters.</summary>
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
