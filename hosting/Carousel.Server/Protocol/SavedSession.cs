using System.Security.Cryptography;
using Carousel.Server.Wire;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Carousel.Server.Protocol;

/// <summary>
/// The state of a session as a caller keeps it: <c>CSES</c>, u16 version, u16 0, i64 next step, 32 bytes SHA-256 of the
/// model's file, the state, 32 bytes SHA-256 of all before.
/// </summary>
internal static class SavedSession
{
    private const int Head = 48, Check = 32;
    private const ushort Version = 1;

    // So far from the end of the numbers that no session reaches it.
    private const long MostSteps = 1L << 53;

    /// <summary>The bytes of a session.</summary>
    /// <param name="sha256">Of the model's file, in hexadecimal digits.</param>
    /// <param name="next">The step that comes next.</param>
    /// <param name="state">The state; empty for the start of a sequence.</param>
    public static byte[] Write(string sha256, long next, ReadOnlySpan<byte> state)
    {
        var bytes = new byte[Head + state.Length + Check];
        "CSES"u8.CopyTo(bytes);
        WriteUInt16LittleEndian(bytes.AsSpan(4), Version);
        WriteInt64LittleEndian(bytes.AsSpan(8), next);
        Convert.FromHexString(sha256).CopyTo(bytes, 16);
        state.CopyTo(bytes.AsSpan(Head));
        SHA256.HashData(bytes.AsSpan(0, Head + state.Length), bytes.AsSpan(Head + state.Length));
        return bytes;
    }

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="sha256">SHA-256 of the file of the model that continues from them.</param>
    /// <returns>The step that comes next, and the state.</returns>
    /// <exception cref="RequestException">They are damaged, or of another model.</exception>
    public static (long Next, ReadOnlyMemory<byte> State) Read(ReadOnlyMemory<byte> bytes, string sha256)
    {
        ReadOnlySpan<byte> all = bytes.Span;
        if (all.Length < Head + Check || !all.StartsWith("CSES"u8)
            || ReadUInt16LittleEndian(all[4..]) != Version)
        {
            throw new RequestException(400, "The bytes are not a saved session of version 1.");
        }

        Span<byte> hash = stackalloc byte[Check];
        SHA256.HashData(all[..^Check], hash);
        if (!hash.SequenceEqual(all[^Check..]))
        {
            throw new RequestException(400, "The saved session is damaged: its bytes are not those that were saved.");
        }

        if (!Convert.FromHexString(sha256).AsSpan().SequenceEqual(all.Slice(16, 32)))
        {
            throw new RequestException(
                409, "The saved session is of another version of the model; a state fits only its own weights.");
        }

        long next = ReadInt64LittleEndian(all[8..]);
        return next is >= 1 and <= MostSteps
            ? (next, bytes[Head..^Check])
            : throw new RequestException(400, "The saved session has an invalid number of steps.");
    }
}
