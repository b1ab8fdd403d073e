namespace Carousel.Server.Storage;

/// <summary>A key that opens the server's doors, without the key itself.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Hash">The SHA-256 of the key, which has 256 random bits: it cannot be guessed from the hash.</param>
/// <param name="Rights">What it opens, as a JSON object.</param>
internal sealed record StoredKey(string Name, ReadOnlyMemory<byte> Hash, string Rights)
{
    /// <summary>The name of the key that a store lists, without a hash, if it lacks one whose name is
    /// unknown.</summary>
    public const string Lost = "(lost)";
}
