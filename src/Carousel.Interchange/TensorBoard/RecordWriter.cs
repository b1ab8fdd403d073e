using System.Buffers.Binary;

namespace Carousel.Interchange.TensorBoard;

/// <summary>
/// Writes TFRecord frames: length (8 bytes, little endian), masked checksum of the length, content, masked checksum of
/// the content.
/// </summary>
internal static class RecordWriter
{
    /// <summary>Bytes of a frame in addition to its content.</summary>
    public const int Overhead = 16;

    /// <summary>Writes a record in one call, so that a run that is killed leaves whole records.</summary>
    /// <param name="stream">Takes the frame.</param>
    /// <param name="content">What is framed.</param>
    public static void Write(Stream stream, ReadOnlySpan<byte> content)
    {
        var frame = new byte[content.Length + Overhead];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Checksum.Masked(frame.AsSpan(0, 8)));
        content.CopyTo(frame.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + content.Length), Checksum.Masked(content));
        stream.Write(frame);
    }
}
