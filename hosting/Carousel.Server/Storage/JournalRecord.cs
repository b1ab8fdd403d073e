using Carousel.Cluster.Stores;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Carousel.Server.Storage;

/// <summary>One record of a journal, read where it lies.</summary>
/// <remarks>
/// Little-endian: 29 bits length of all, 3 bits kind, u32 CRC-32C of partition, position and all other bytes,
/// 16 bytes session, i64 the position of the session's record before it (0 for none), then by kind.
/// Steps: i64 first step, i32 count, i32 bytes of a row, i32 bytes of an answer, the rows, the answers.
/// Begin, State and Move: i64 next step, i64 owner, i32 model, i32 seconds to expiry, the state's bytes.
/// </remarks>
internal readonly ref struct JournalRecord
{
    /// <summary>Bytes before what depends on the kind.</summary>
    public const int HeadBytes = 32;

    /// <summary>Bytes before rows or state.</summary>
    public const int StepsHead = HeadBytes + 20, StateHead = HeadBytes + 24;

    private const int LengthBits = 29, LengthMask = (1 << LengthBits) - 1, SumAt = 4, IdAt = 8;

    // For a longer record the id is not searched: each of 4,080 ids is a checksum of all.
    private const int MostSearched = 64 << 10;

    private readonly ReadOnlySpan<byte> _bytes;

    private JournalRecord(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The whole record.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What it says.</summary>
    public RecordKind Kind => (RecordKind)(ReadUInt32LittleEndian(_bytes) >> LengthBits);

    /// <summary>Whether it contains a state, from which the session continues.</summary>
    public bool HasState => Kind is RecordKind.Begin or RecordKind.State or RecordKind.Move;

    /// <summary>Of which session.</summary>
    public UInt128 Session => ReadUInt128BigEndian(_bytes[8..]);

    /// <summary>Where the session's record before this one lies; 0 for nowhere.</summary>
    public long Before => ReadInt64LittleEndian(_bytes[24..]);

    /// <summary>The first step, or the step that comes next on a state.</summary>
    public long First => ReadInt64LittleEndian(_bytes[32..]);

    /// <summary>How many steps.</summary>
    public int Count => ReadInt32LittleEndian(_bytes[40..]);

    /// <summary>Bytes of a row.</summary>
    public int RowBytes => ReadInt32LittleEndian(_bytes[44..]);

    /// <summary>Bytes of an answer.</summary>
    public int AnswerBytes => ReadInt32LittleEndian(_bytes[48..]);

    /// <summary>[Count · RowBytes].</summary>
    public ReadOnlySpan<byte> Rows => _bytes.Slice(StepsHead, Count * RowBytes);

    /// <summary>[Count · AnswerBytes].</summary>
    public ReadOnlySpan<byte> Answers => _bytes[(StepsHead + (Count * RowBytes))..];

    /// <summary>Who may use the session.</summary>
    public long Owner => ReadInt64LittleEndian(_bytes[40..]);

    /// <summary>The number of the model.</summary>
    public int Model => ReadInt32LittleEndian(_bytes[48..]);

    /// <summary>Seconds without a step until the session ends; 0 for never.</summary>
    public int ExpiresAfter => ReadInt32LittleEndian(_bytes[52..]);

    /// <summary>The state; empty for the start of a sequence.</summary>
    public ReadOnlySpan<byte> State => _bytes[StateHead..];

    /// <summary>Reads the record at a place of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="offset">The place; after the record on return.</param>
    /// <exception cref="StoreException">The record is incomplete.</exception>
    public static JournalRecord Read(ReadOnlySpan<byte> block, scoped ref int offset)
    {
        if (!TryCut(block[offset..], out JournalRecord record))
        {
            throw Damaged();
        }

        offset += record._bytes.Length;
        return record;
    }

    /// <summary>Reads and checks the record at a place of a block that comes from a store.</summary>
    /// <param name="block">The block.</param>
    /// <param name="offset">The place; on return after the record, or at the next undamaged one.</param>
    /// <param name="record">The record; if it is damaged, all bytes up to the next one.</param>
    /// <returns>Whether the record is as it was written.</returns>
    public static bool TryRead(in JournalBlock block, scoped ref int offset, out JournalRecord record)
    {
        int from = offset;
        if (TryReadAt(block, offset, out record))
        {
            offset += record._bytes.Length;
            return true;
        }

        while (++offset < block.Bytes.Length && !TryReadAt(block, offset, out _))
        {
        }

        record = new JournalRecord(block.Bytes.Span[from..offset]);
        return false;
    }

    /// <summary>Reads and checks a record of a block that comes from a store.</summary>
    /// <param name="block">The block.</param>
    /// <param name="offset">The place.</param>
    /// <exception cref="StoreException">The record is damaged.</exception>
    public static JournalRecord ReadAt(in JournalBlock block, int offset) =>
        TryReadAt(block, offset, out JournalRecord record) ? record : throw Damaged();

    /// <summary>The session of a damaged record, as far as it can be known.</summary>
    /// <param name="partition">Its partition.</param>
    /// <param name="position">Its position.</param>
    public UInt128 SessionOfDamaged(int partition, long position)
    {
        if (_bytes.Length < HeadBytes)
        {
            return UInt128.Zero;
        }

        // The next undamaged record need not follow at once: this one's length says where it ends.
        int length = ReadInt32LittleEndian(_bytes) & LengthMask;
        if (length < HeadBytes || length > Math.Min(_bytes.Length, MostSearched))
        {
            return Session;
        }

        byte[] copy = _bytes[..length].ToArray();
        uint sum = ReadUInt32LittleEndian(copy.AsSpan(SumAt));
        return Checksum.Repair(Session, id =>
        {
            WriteUInt128BigEndian(copy.AsSpan(IdAt), id);
            return Sum(copy, partition, position) == sum;
        });
    }

    /// <summary>Writes the length and the kind of a record.</summary>
    /// <param name="record">The whole record.</param>
    /// <param name="kind">The kind.</param>
    public static void WriteHead(Span<byte> record, RecordKind kind)
    {
        if (record.Length > LengthMask)
        {
            throw new StoreException("A record of the journal is too long: send shorter rows.");
        }

        WriteUInt32LittleEndian(record, (uint)record.Length | ((uint)kind << LengthBits));
        record[SumAt..IdAt].Clear();
    }

    /// <summary>Writes the first record of a piece of history: a beginning, or a move, without a state.</summary>
    /// <param name="record">[<see cref="StateHead"/>], zeros; overwritten.</param>
    /// <param name="session">The session.</param>
    /// <param name="next">The step that follows.</param>
    /// <param name="kind">State or Move.</param>
    public static void WriteStart(Span<byte> record, UInt128 session, long next, RecordKind kind)
    {
        WriteHead(record, kind);
        WriteUInt128BigEndian(record[IdAt..], session);
        WriteInt64LittleEndian(record[HeadBytes..], next);
    }

    /// <summary>Writes the checksum of a record.</summary>
    /// <param name="bytes">Begin with the record.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="position">Where it will be.</param>
    /// <returns>The record's length.</returns>
    public static int Seal(Span<byte> bytes, int partition, long position)
    {
        int length = ReadInt32LittleEndian(bytes) & LengthMask;
        Span<byte> record = bytes[..length];
        WriteUInt32LittleEndian(record[SumAt..], Sum(record, partition, position));
        return length;
    }

    /// <summary>Writes the heads and checksums of records of the first format, whose second word was the kind.
    /// </summary>
    /// <param name="bytes">The records.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="number">The number of their block; 0 for a piece of history.</param>
    /// <exception cref="StoreException">A record is damaged.</exception>
    public static void Upgrade(Span<byte> bytes, int partition, long number)
    {
        for (int offset = 0; offset < bytes.Length;)
        {
            Span<byte> rest = bytes[offset..];
            int length = rest.Length >= HeadBytes ? ReadInt32LittleEndian(rest) : 0;
            if (length < HeadBytes || length > rest.Length)
            {
                // The rest cannot be divided into records: readers find it damaged.
                return;
            }

            WriteHead(rest[..length], (RecordKind)(rest[SumAt] & 7));
            offset += Seal(rest, partition, JournalPosition.Of(number, offset));
        }
    }

    private static StoreException Damaged() =>
        new("The store's journal is damaged: restore a backup, or close the session.") { IsDamage = true };

    private static bool TryReadAt(in JournalBlock block, int offset, out JournalRecord record) =>
        TryCut(block.Bytes.Span[offset..], out record)
        && Sum(record._bytes, block.Partition, JournalPosition.Of(block.Number, offset))
            == ReadUInt32LittleEndian(record._bytes[SumAt..]);

    /// <summary>Reads a record without its checksum.</summary>
    /// <param name="bytes">Begin with the record.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether there is one, of a kind and size that fit.</returns>
    public static bool TryCut(ReadOnlySpan<byte> bytes, out JournalRecord record)
    {
        int length = bytes.Length >= HeadBytes ? ReadInt32LittleEndian(bytes) & LengthMask : 0;
        record = length >= HeadBytes && length <= bytes.Length ? new JournalRecord(bytes[..length]) : default;
        return !record._bytes.IsEmpty && record.Kind switch
        {
            RecordKind.Steps => length >= StepsHead && record.Count > 0 && record.RowBytes >= 0
                && record.AnswerBytes >= 0
                && StepsHead + (record.Count * ((long)record.RowBytes + record.AnswerBytes)) == length,
            RecordKind.Begin or RecordKind.State or RecordKind.Move => length >= StateHead,
            RecordKind.Close => true,
            _ => false,
        };
    }

    private static uint Sum(ReadOnlySpan<byte> record, int partition, long position)
    {
        uint sum = Checksum.Add(Checksum.Add(Checksum.Start, (long)partition), position);
        return ~Checksum.Add(Checksum.Add(sum, record[..SumAt]), record[IdAt..]);
    }
}
