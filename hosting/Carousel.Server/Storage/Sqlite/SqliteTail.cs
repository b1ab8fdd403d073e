using System.Runtime.InteropServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Carousel.Server.Storage;

/// <summary>
/// Notes the last records after they are durable, in a ring in a file next to the database: SQLite drops the end of a
/// damaged write-ahead log in silence, and with it steps that were acknowledged.
/// </summary>
/// <remarks>
/// The file is not synced: a note that a power failure loses is one missing warning, never a false one. Little-endian:
/// u64 the store's identity, then places of 40 bytes: 16 bytes session, i64 position, i64 number of the note from 1,
/// i32 steps (-1 for the end of a session), u32 CRC-32C of the identity and the 36 bytes before.
/// </remarks>
internal sealed class SqliteTail : IDisposable
{
    private const int HeadBytes = 8, NoteBytes = 40, Notes = 100_000, SumAt = NoteBytes - 4;

    private readonly FileStream _file;
    private readonly long _identity;
    private readonly byte[] _notes = new byte[64 * NoteBytes];
    private readonly Lock _gate = new();
    private long _last;

    /// <summary>Opens the notes of a store, or begins new ones.</summary>
    /// <param name="file">The file; owned.</param>
    /// <param name="identity">The identity of the store.</param>
    /// <exception cref="IOException">The file can't be used.</exception>
    public SqliteTail(FileStream file, long identity)
    {
        (_file, _identity) = (file, identity);
        Span<byte> head = stackalloc byte[HeadBytes];
        int read = RandomAccess.Read(_file.SafeFileHandle, head, 0);
        if (file.CanWrite && (read < HeadBytes || ReadInt64LittleEndian(head) != identity))
        {
            // The notes themselves carry the identity, too: those of another store count for nothing.
            WriteInt64LittleEndian(head, identity);
            RandomAccess.Write(_file.SafeFileHandle, head, 0);
        }

        _ = Read([]);
    }

    /// <summary>Notes the records of blocks that are durable.</summary>
    /// <param name="blocks">The blocks, with the checksums of their records.</param>
    public void Add(IReadOnlyList<JournalBlock> blocks)
    {
        lock (_gate)
        {
            AddAll(blocks);
        }
    }

    private void AddAll(IReadOnlyList<JournalBlock> blocks)
    {
        int used = 0;
        for (int b = 0; b < blocks.Count; b++)
        {
            ReadOnlySpan<byte> bytes = blocks[b].Bytes.Span;
            for (int offset = 0; JournalRecord.TryCut(bytes[offset..], out JournalRecord record);)
            {
                long position = JournalPosition.Of(blocks[b].Number, offset);
                offset += record.Bytes.Length;
                if (used == _notes.Length || _last % Notes == 0)
                {
                    Write(ref used);
                }

                Note(_notes.AsSpan(used, NoteBytes), record, position);
                used += NoteBytes;
            }
        }

        Write(ref used);
    }

    /// <summary>What is noted.</summary>
    /// <param name="trimmed">[partitions]: the last block that was taken out of the journal.</param>
    public StoreTail Read(IReadOnlyList<long> trimmed)
    {
        lock (_gate)
        {
            return ReadAll(trimmed);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Note(Span<byte> note, JournalRecord record, long position)
    {
        WriteUInt128LittleEndian(note, record.Session);
        WriteInt64LittleEndian(note[16..], position);
        WriteInt64LittleEndian(note[24..], ++_last);
        int steps = record.Kind == RecordKind.Steps ? record.Count : record.Kind == RecordKind.Close ? -1 : 0;
        WriteInt32LittleEndian(note[32..], steps);
        WriteUInt32LittleEndian(note[SumAt..], Sum(note));
    }

    private void Write(ref int used)
    {
        if (used > 0)
        {
            long first = _last - (used / NoteBytes);
            try
            {
                RandomAccess.Write(
                    _file.SafeFileHandle, _notes.AsSpan(0, used), HeadBytes + (first % Notes * NoteBytes));
            }
            catch (IOException)
            {
                // The records are durable; only the warning about their loss would be missing.
            }
        }

        used = 0;
    }

    private StoreTail ReadAll(IReadOnlyList<long> trimmed)
    {
        byte[] bytes = new byte[Math.Min(_file.Length, HeadBytes + ((long)Notes * NoteBytes))];
        int read = RandomAccess.Read(_file.SafeFileHandle, bytes, 0);
        var notes = new List<(long Number, UInt128 Session, TailRecord Record)>();
        for (int at = HeadBytes; at + NoteBytes <= read; at += NoteBytes)
        {
            ReadOnlySpan<byte> note = bytes.AsSpan(at, NoteBytes);
            long number = ReadInt64LittleEndian(note[24..]);
            if (number > 0 && ReadUInt32LittleEndian(note[SumAt..]) == Sum(note))
            {
                notes.Add((
                    number, ReadUInt128LittleEndian(note),
                    new TailRecord(
                        ReadInt64LittleEndian(note[16..]),
                        ReadInt32LittleEndian(note[32..]))));
            }
        }

        notes.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        _last = notes.Count > 0 ? notes[^1].Number : 0;

        // After a damaged note a session may have ended: only the notes after it are used.
        int from = notes.Count;
        while (from > 0 && notes[from - 1].Number == _last - (notes.Count - from))
        {
            from--;
        }

        var sessions = new Dictionary<UInt128, IReadOnlyList<TailRecord>>();
        foreach ((_, UInt128 session, TailRecord record) in CollectionsMarshal.AsSpan(notes)[from..])
        {
            if (!sessions.TryGetValue(session, out IReadOnlyList<TailRecord>? records))
            {
                sessions.Add(session, records = new List<TailRecord>());
            }

            ((List<TailRecord>)records).Add(record);
        }

        return sessions.Count == 0 ? StoreTail.None
            : new StoreTail(notes[from].Record.Position, sessions, trimmed);
    }

    private uint Sum(ReadOnlySpan<byte> note) =>
        ~Checksum.Add(Checksum.Add(Checksum.Start, _identity), note[..SumAt]);
}
