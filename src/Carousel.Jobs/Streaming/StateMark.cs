using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Carousel.Networks;

namespace Carousel.Jobs.Streaming;

/// <summary>
/// The bytes around a saved session of a job, version 1: a head of 32 bytes, then the name of the task and the bytes
/// that the session wrote, all little-endian. The head has the places of that of <see cref="StreamingState"/>.
/// </summary>
/// <param name="task">What the model is for.</param>
/// <param name="structure">A mark of its design; training does not change it.</param>
internal sealed class StateMark(string task, ulong structure)
{
    private const ushort Version = 1;
    private const int StructureAt = 8, CountAt = 24;

    private static ReadOnlySpan<byte> Magic => "CARJ"u8;

    /// <summary>The mark of a model.</summary>
    public static StateMark Of(JobModel model) => new(model.Task, StreamingState.MarkOf(model.DesignText));

    /// <summary>Writes a state.</summary>
    /// <param name="state">Takes it.</param>
    /// <param name="write">Writes what the session holds.</param>
    public void Seal(IBufferWriter<byte> state, Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        stream.SetLength(StreamingState.HeadBytes);
        stream.Position = StreamingState.HeadBytes;
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(task);
            write(writer);
        }

        Span<byte> bytes = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[StructureAt..], structure);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[CountAt..], bytes.Length - StreamingState.HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(
            bytes[StreamingState.ChecksumAt..], StreamingState.Checksum(bytes));
        state.Write(bytes);
    }

    /// <summary>Reads a state.</summary>
    /// <param name="state">Bytes that may be any.</param>
    /// <param name="read">Reads what the session wrote, and throws where it does not fit the model.</param>
    /// <exception cref="StreamingStateException">They are not a state of a model of this design.</exception>
    public void Open(ReadOnlySpan<byte> state, Action<BinaryReader> read)
    {
        Check(state);
        using var stream = new MemoryStream(state[StreamingState.HeadBytes..].ToArray(), writable: false);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            string saved = reader.ReadString();
            if (saved != task || BinaryPrimitives.ReadUInt64LittleEndian(state[StructureAt..]) != structure)
            {
                throw new StreamingStateException(
                    saved != task ? $"The saved state is of a model for '{saved}', but this one is for '{task}'."
                    : "The saved state is of another model: design and vocabulary must be the same.");
            }

            read(reader);
            if (stream.Position != stream.Length)
            {
                throw Unfit();
            }
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or FormatException
            or OverflowException or Data.DataFormatException)
        {
            throw Unfit();
        }
    }

    private static StreamingStateException Unfit() =>
        new("The saved state is impossible for a session of this model: it was made by hand.");

    private static void Check(ReadOnlySpan<byte> state)
    {
        if (state.Length < StreamingState.HeadBytes || !state.StartsWith(Magic))
        {
            throw new StreamingStateException("The bytes are not a saved state of a job's session.");
        }

        int version = BinaryPrimitives.ReadUInt16LittleEndian(state[4..]);
        if (version != Version)
        {
            throw new StreamingStateException(
                $"The saved state has format version {version}, but this release reads version {Version}.");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(state[CountAt..]) != state.Length - StreamingState.HeadBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(state[StreamingState.ChecksumAt..])
                != StreamingState.Checksum(state))
        {
            throw new StreamingStateException("The saved state is damaged: its bytes are not those that were saved.");
        }
    }
}
