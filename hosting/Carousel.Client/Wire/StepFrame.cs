using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Carousel.Client.Wire;

/// <summary>
/// Steps of several sessions in the binary form, as a server reads them: little-endian, tightly packed.
/// </summary>
internal static class StepFrame
{
    /// <summary>The media type of requests and answers.</summary>
    public const string MediaType = "application/x-carousel-steps";

    /// <summary>The most sessions of a frame.</summary>
    public const int MostSessions = 4096;

    private const int HeadBytes = 16, IdBytes = 16, NumberBytes = sizeof(long);
    private const ushort Version = 1;

    /// <summary>How long a frame is.</summary>
    /// <param name="sessions">n.</param>
    /// <param name="width">Values of a row.</param>
    public static int Length(int sessions, int width) =>
        checked(HeadBytes + (sessions * (IdBytes + NumberBytes + (width * sizeof(float)))));

    /// <summary>Writes the head before the sessions.</summary>
    /// <param name="frame">[<see cref="Length"/>].</param>
    /// <param name="sessions">n.</param>
    /// <param name="width">Values of a row.</param>
    public static void WriteHead(Span<byte> frame, int sessions, int width)
    {
        "CSTP"u8.CopyTo(frame);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[6..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(frame[8..], sessions);
        BinaryPrimitives.WriteInt32LittleEndian(frame[12..], width);
    }

    /// <summary>Writes whose step it is.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="index">Which session of the frame.</param>
    /// <param name="id">32 hexadecimal digits.</param>
    /// <exception cref="FormatException">They are not 32 hexadecimal digits.</exception>
    public static void WriteId(Span<byte> frame, int index, ReadOnlySpan<char> id)
    {
        Span<byte> place = frame.Slice(HeadBytes + (index * IdBytes), IdBytes);
        if (id.Length != 2 * IdBytes
            || Convert.FromHexString(id, place, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            throw new FormatException($"The id of a session is 32 hexadecimal digits, but is '{id}'.");
        }
    }

    /// <summary>Writes the number of a session's step.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="sessions">n.</param>
    /// <param name="index">Which session of the frame.</param>
    /// <param name="from">The number.</param>
    public static void WriteFrom(Span<byte> frame, int sessions, int index, long from) =>
        BinaryPrimitives.WriteInt64LittleEndian(
            frame[(HeadBytes + (sessions * IdBytes) + (index * NumberBytes))..], from);

    /// <summary>Writes all rows.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="sessions">n.</param>
    /// <param name="rows">[n, width].</param>
    public static void WriteRows(Span<byte> frame, int sessions, ReadOnlySpan<float> rows)
    {
        Span<byte> place = frame[(HeadBytes + (sessions * (IdBytes + NumberBytes)))..];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(rows).CopyTo(place);
            return;
        }

        for (int k = 0; k < rows.Length; k++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(place[(k * sizeof(float))..], rows[k]);
        }
    }
}
