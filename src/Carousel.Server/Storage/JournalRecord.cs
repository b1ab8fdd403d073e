using System.Buffers.Binary;
using Carousel.Cluster.Stores;

namespace Carousel.Server.Storage;

/// <summary>One record of a journal, read where it lies.</summary>
/// <remarks>
/// Little-endian: u32 length of all, u8 kind, 3 bytes 0, 16 bytes session, i64 the position of the session's record
/// before it (0 for none), then by kind.
/// Steps: i64 first step, i32 count, i32 bytes of a row, i32 bytes of an answer, the rows, the answers.
/// Begin, State and Move: i64 next step, i64 owner, i32 model, i32 seconds to expiry, the state's bytes.
/// </remarks>
internal readonly ref struct JournalRecord
{
    /// <summary>Bytes before what depends on the kind.</summary>
    public const int HeadBytes = 32;

    /// <summary>Bytes before rows or state.</summary>
    public const int StepsHead = HeadBytes + 20, StateHead = HeadBytes + 24;

    private readonly ReadOnlySpan<byte> _bytes;

    private JournalRecord(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The whole record.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What it says.</summary>
    public RecordKind Kind => (RecordKind)_bytes[4];

    /// <summary>Whether it holds a state, from which the session goes on.</summary>
    public bool HasState => Kind is RecordKind.Begin or RecordKind.State or RecordKind.Move;

    /// <summary>Of which session.</summary>
    public UInt128 Session => BinaryPrimitives.ReadUInt128BigEndian(_bytes[8..]);

    /// <summary>Where the session's record before this one lies; 0 for nowhere.</summary>
    public long Before => BinaryPrimitives.ReadInt64LittleEndian(_bytes[24..]);

    /// <summary>The first step, or the step that comes next on a state.</summary>
    public long First => BinaryPrimitives.ReadInt64LittleEndian(_bytes[32..]);

    /// <summary>How many steps.</summary>
    public int Count => BinaryPrimitives.ReadInt32LittleEndian(_bytes[40..]);

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => BinaryPrimitives.ReadInt32LittleEndian(_bytes[44..]);

    /// <summary>Bytes of an answer.</summary>
    public int AnswerBytes => BinaryPrimitives.ReadInt32LittleEndian(_bytes[48..]);

    /// <summary>[Count · RowBytes].</summary>
    public ReadOnlySpan<byte> Rows => _bytes.Slice(StepsHead, Count * RowBytes);

    /// <summary>[Count · AnswerBytes].</summary>
    public ReadOnlySpan<byte> Answers => _bytes[(StepsHead + (Count * RowBytes))..];

    /// <summary>Who may use the session.</summary>
    public long Owner => BinaryPrimitives.ReadInt64LittleEndian(_bytes[40..]);

    /// <summary>The number of the model.</summary>
    public int Model => BinaryPrimitives.ReadInt32LittleEndian(_bytes[48..]);

    /// <summary>Seconds without a step until the session ends; 0 for never.</summary>
    public int ExpiresAfter => BinaryPrimitives.ReadInt32LittleEndian(_bytes[52..]);

    /// <summary>The state; empty for the start of a sequence.</summary>
    public ReadOnlySpan<byte> State => _bytes[StateHead..];

    /// <summary>Reads the record at a place of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="offset">The place; behind the record on return.</param>
    /// <exception cref="StoreException">There is no whole record.</exception>
    public static JournalRecord Read(ReadOnlySpan<byte> block, scoped ref int offset)
    {
        int left = block.Length - offset;
        int length = left >= HeadBytes ? BinaryPrimitives.ReadInt32LittleEndian(block[offset..]) : 0;
        if (length < HeadBytes || length > left)
        {
            throw new StoreException("The store's journal is damaged: a record is not whole. Restore a backup.");
        }

        var record = new JournalRecord(block.Slice(offset, length));
        bool fits = record.Kind switch
        {
            RecordKind.Steps => length >= StepsHead && record.Count > 0 && record.RowBytes >= 0
                && record.AnswerBytes >= 0
                && StepsHead + (record.Count * ((long)record.RowBytes + record.AnswerBytes)) == length,
            RecordKind.Begin or RecordKind.State or RecordKind.Move => length >= StateHead,
            RecordKind.Close => true,
            _ => false,
        };
        offset += length;
        return fits
            ? record
            : throw new StoreException("The store's journal is damaged: a record has no such kind or size.");
    }
}
