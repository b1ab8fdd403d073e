using System.Buffers;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Carousel.Server.Storage;

/// <summary>Records of one partition that will be written at once; its room is used again.</summary>
/// <param name="partition">The partition.</param>
internal sealed class BlockBuilder(int partition)
{
    private byte[] _bytes = [];

    /// <summary>The partition.</summary>
    public int Partition => partition;

    /// <summary>The block's number.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>The records so far.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>The position of the next record.</summary>
    public long Position => JournalPosition.Of(Number, Length);

    /// <summary>Begins an empty block.</summary>
    /// <param name="number">Its number.</param>
    public void Begin(long number) => (Number, Length) = (number, 0);

    /// <summary>The block with the checksums of its records; nothing is added to it any more.</summary>
    public JournalBlock ToBlock()
    {
        Span<byte> bytes = _bytes.AsSpan(0, Length);
        for (int offset = 0; offset < Length;)
        {
            offset += JournalRecord.Seal(bytes[offset..], partition, JournalPosition.Of(Number, offset));
        }

        return new JournalBlock(partition, Number, Bytes);
    }

    /// <summary>Gives the room back.</summary>
    public void Release()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        Length = 0;
    }

    /// <summary>Adds steps; rows and answers are to be filled in by the caller.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="before">Where the session's record before lies.</param>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="answerBytes">Bytes of an answer.</param>
    /// <returns>[count · (rowBytes + answerBytes)]: room for the rows, followed by the answers.</returns>
    public Span<byte> AddSteps(UInt128 session, long before, long first, int count, int rowBytes, int answerBytes)
    {
        Span<byte> record = Add(
            RecordKind.Steps, session, before, JournalRecord.StepsHead + (count * (rowBytes + answerBytes)));
        WriteInt64LittleEndian(record[32..], first);
        WriteInt32LittleEndian(record[40..], count);
        WriteInt32LittleEndian(record[44..], rowBytes);
        WriteInt32LittleEndian(record[48..], answerBytes);
        return record[JournalRecord.StepsHead..];
    }

    /// <summary>Adds the beginning of a session, or a state from which it continues.</summary>
    /// <param name="kind">Begin, State or Move.</param>
    /// <param name="before">The position of the session's previous record.</param>
    /// <param name="session">The session.</param>
    public void AddState(RecordKind kind, long before, SessionSnapshot session)
    {
        Span<byte> record = Add(kind, session.Session, before, JournalRecord.StateHead + session.State.Length);
        WriteInt64LittleEndian(record[32..], session.Next);
        WriteInt64LittleEndian(record[40..], session.Owner);
        WriteInt32LittleEndian(record[48..], session.Model);
        WriteInt32LittleEndian(record[52..], session.ExpiresAfter);
        session.State.Span.CopyTo(record[JournalRecord.StateHead..]);
    }

    /// <summary>Adds the end of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="before">Where its record before lies.</param>
    public void AddClose(UInt128 session, long before) =>
        Add(RecordKind.Close, session, before, JournalRecord.HeadBytes);

    private Span<byte> Add(RecordKind kind, UInt128 session, long before, int length)
    {
        int needed = checked(Length + length);
        if (needed > _bytes.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _bytes.Length));
            _bytes.AsSpan(0, Length).CopyTo(larger);
            byte[] old = _bytes;
            _bytes = larger;
            if (old.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(old);
            }
        }

        Span<byte> record = _bytes.AsSpan(Length, length);
        Length = needed;
        JournalRecord.WriteHead(record, kind);
        WriteUInt128BigEndian(record[8..], session);
        WriteInt64LittleEndian(record[24..], before);
        return record;
    }
}
