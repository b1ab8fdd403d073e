using System.Buffers.Binary;

namespace Carousel.Server.Storage;

/// <summary>Ids of sessions as the database keeps them: its tools print the digits that clients see.</summary>
internal static class PostgresId
{
    /// <summary>An id for the database.</summary>
    /// <param name="session">The session.</param>
    public static Guid Of(UInt128 session)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, session);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A session's id from the database.</summary>
    /// <param name="id">As kept.</param>
    public static UInt128 Session(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
