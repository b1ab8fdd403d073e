using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Carousel.Client.Wire;

/// <summary>A server's answer to steps in the binary form, read in place.</summary>
internal readonly ref struct AnswerFrame
{
    private const int HeadBytes = 16, NumberBytes = sizeof(long), StatusBytes = sizeof(ushort);
    private const ushort Version = 1;

    private readonly ReadOnlySpan<byte> _bytes;

    private AnswerFrame(ReadOnlySpan<byte> bytes, int sessions, int width)
    {
        _bytes = bytes;
        (Sessions, Width) = (sessions, width);
    }

    /// <summary>n.</summary>
    public int Sessions { get; }

    /// <summary>Values of an answer.</summary>
    public int Width { get; }

    /// <summary>How long an answer is.</summary>
    /// <param name="sessions">n.</param>
    /// <param name="width">Values of an answer.</param>
    public static long Length(int sessions, int width) => Values(sessions) + ((long)sessions * width * sizeof(float));

    /// <summary>Reads an answer.</summary>
    /// <param name="bytes">All of it; read as long as the answer is used.</param>
    /// <exception cref="FormatException">The bytes are not an answer.</exception>
    public static AnswerFrame Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || !bytes.StartsWith("CSTA"u8))
        {
            throw new FormatException("The server's answer is not a frame of steps.");
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        if (version != Version)
        {
            throw new FormatException(
                $"The server's answer has frame version {version}; this client reads version {Version}.");
        }

        int sessions = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        int width = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        return sessions is < 0 or > StepFrame.MostSessions || width < 0 || Length(sessions, width) != bytes.Length
            ? throw new FormatException(
                $"The server's answer of {sessions} sessions with {width} values each has {bytes.Length} bytes.")
            : new AnswerFrame(bytes, sessions, width);
    }

    /// <summary>The number of a session's next step.</summary>
    /// <param name="index">Which session of the frame.</param>
    public long Next(int index) =>
        BinaryPrimitives.ReadInt64LittleEndian(_bytes[(HeadBytes + (index * NumberBytes))..]);

    /// <summary>0 where the step is done, else why not.</summary>
    /// <param name="index">Which session of the frame.</param>
    public int Status(int index) => BinaryPrimitives.ReadUInt16LittleEndian(
        _bytes[(HeadBytes + (Sessions * NumberBytes) + (index * StatusBytes))..]);

    /// <summary>Copies all answers.</summary>
    /// <returns>[n, width].</returns>
    public float[] CopyValues()
    {
        var values = new float[Sessions * Width];
        ReadOnlySpan<byte> place = _bytes[Values(Sessions)..];
        if (BitConverter.IsLittleEndian)
        {
            place.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (int k = 0; k < values.Length; k++)
        {
            values[k] = BinaryPrimitives.ReadSingleLittleEndian(place[(k * sizeof(float))..]);
        }

        return values;
    }

    // After the statuses, at a multiple of 4 bytes.
    private static int Values(int sessions) =>
        (HeadBytes + (sessions * (NumberBytes + StatusBytes)) + sizeof(float) - 1) & -sizeof(float);
}
