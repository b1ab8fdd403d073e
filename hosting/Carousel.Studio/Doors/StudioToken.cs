using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Studio.Doors;

/// <summary>
/// The random word that every request brings. It is made at each start and stored nowhere, so that it opens nothing of
/// another start, of another port or of another user's studio.
/// </summary>
internal sealed class StudioToken
{
    /// <summary>The word.</summary>
    public string Text { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whether a word is this one, in a time that does not depend on the word.</summary>
    /// <param name="word">The word.</param>
    public bool Is(string word) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(word), Encoding.UTF8.GetBytes(Text));
}
