using System.Buffers.Binary;

namespace Carousel.Benchmarks.Serving;

/// <summary>Frames of a WebSocket, written and read in place.</summary>
internal static class WebSocketFrames
{
    public const byte Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    private const byte Final = 0x80, Masked = 0x80, Kinds = 0x0F;
    private const int MaskBytes = 4;

    /// <summary>How many bytes stand before a client's message.</summary>
    /// <param name="length">Bytes of the message.</param>
    public static int HeadLength(int length) => 2 + LengthBytes(length) + MaskBytes;

    /// <summary>Writes what stands before a client's message. Its mask is zero, so the message stays as it
    /// is.</summary>
    /// <param name="frame">[<see cref="HeadLength"/>] or longer.</param>
    /// <param name="kind">What the message is.</param>
    /// <param name="length">Bytes of the message.</param>
    public static void WriteHead(Span<byte> frame, byte kind, int length)
    {
        int more = LengthBytes(length);
        frame[0] = (byte)(Final | kind);
        frame[1] = (byte)(Masked | more switch { 0 => length, 2 => 126, _ => 127 });
        if (more == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
        }
        else if (more == 8)
        {
            BinaryPrimitives.WriteInt64BigEndian(frame[2..], length);
        }

        frame.Slice(2 + more, MaskBytes).Clear();
    }

    /// <summary>Reads the first message.</summary>
    /// <param name="received">What came so far; the parts of a message in several frames are put together in it, and
    /// what a server says of the connection between them is passed over.</param>
    /// <param name="used">How many bytes the message has with its heads; 0 where it is not whole.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="message">The message, in <paramref name="received"/>.</param>
    /// <returns>Whether it is whole.</returns>
    /// <exception cref="LoadException">That is no frame.</exception>
    public static bool TryRead(Span<byte> received, out int used, out byte kind, out Span<byte> message)
    {
        (used, kind) = (0, 0);
        message = default;
        if (!TryReadHead(received, 0, out byte first, out int start, out int length))
        {
            return false;
        }

        kind = (byte)(first & Kinds);
        int end = start + length, last = first;
        while ((last & Final) == 0)
        {
            if (!TryReadHead(received, end, out byte next, out int at, out int more))
            {
                return false;
            }

            last = IsControl(next) ? last : next;
            end = at + more;
        }

        used = end;
        int written = start + length;
        for (int at = written; at < end;)
        {
            _ = TryReadHead(received, at, out byte next, out int from, out int more);
            if (!IsControl(next))
            {
                received.Slice(from, more).CopyTo(received[written..]);
                written += more;
            }

            at = from + more;
        }

        message = received[start..written];
        return true;
    }

    // Whole only where the message is there too.
    private static bool TryReadHead(ReadOnlySpan<byte> received, int at, out byte first, out int start, out int length)
    {
        (first, start, length) = (0, 0, 0);
        if (received.Length - at < 2)
        {
            return false;
        }

        first = received[at];
        int short7 = received[at + 1];
        int more = short7 switch { < 126 => 0, 126 => 2, 127 => 8, _ => throw NoFrame() };
        if (received.Length - at < 2 + more)
        {
            return false;
        }

        long whole = more switch
        {
            0 => short7,
            2 => BinaryPrimitives.ReadUInt16BigEndian(received[(at + 2)..]),
            _ => BinaryPrimitives.ReadInt64BigEndian(received[(at + 2)..]),
        };
        if (whole is < 0 or > int.MaxValue / 2)
        {
            throw NoFrame();
        }

        start = at + 2 + more;
        length = (int)whole;
        return received.Length - start >= length;
    }

    private static bool IsControl(byte first) => (first & 0x08) != 0;

    private static int LengthBytes(int length) => length < 126 ? 0 : length <= ushort.MaxValue ? 2 : 8;

    private static LoadException NoFrame() => new("The server sent something that is no frame of a WebSocket.");
}
