using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Carousel.Server.Doors;

/// <summary>Keys of the API: <c>csl_</c> and 256 random bits as 43 characters of base64url.</summary>
internal static class ApiKey
{
    /// <summary>Bytes of a key's hash.</summary>
    public const int HashBytes = 32;

    private const string Start = "csl_";
    private const int RandomBytes = 32, Length = 47;

    /// <summary>A new key.</summary>
    public static string New()
    {
        Span<byte> random = stackalloc byte[RandomBytes];
        RandomNumberGenerator.Fill(random);
        return Start + Base64Url.EncodeToString(random);
    }

    /// <summary>The SHA-256 of a key, which is what the store keeps. A key has 256 random bits, so the hash needs no
    /// salt.</summary>
    /// <param name="key">What a caller sent.</param>
    /// <param name="hash">[<see cref="HashBytes"/>], overwritten.</param>
    /// <returns>False where it does not look like a key.</returns>
    public static bool TryHash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (key.Length != Length || !key.StartsWith(Start, StringComparison.Ordinal)
            || !Encoding.UTF8.TryGetBytes(key, bytes, out int written) || written != Length)
        {
            return false;
        }

        SHA256.HashData(bytes, hash);
        return true;
    }
}
