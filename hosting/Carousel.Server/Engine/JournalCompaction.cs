using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>Moves the steps of old blocks from a journal to the history, a little at a time between commits.</summary>
/// <remarks>A crash in the middle leaves pieces that are written again with the same bytes.</remarks>
/// <param name="store">The store.</param>
/// <param name="write">Has something written, and tells when it is, or why not.</param>
/// <param name="keptSteps">How many of its last steps a session can be asked for again.</param>
internal sealed class JournalCompaction(
    ISessionStore store, Action<Action<ISessionStore, long>, Action<StoreException?>> write, int keptSteps)
{
    // A transaction of this size takes a few milliseconds, for which steps wait.
    private const int MostPieces = 256, MostBytes = 8 << 20;

    /// <summary>Moves the steps of all blocks up to one.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="through">The last block; all are durable, and no state must be replayed from them.</param>
    /// <param name="closed">Sessions that ended, and where: nothing of them is kept.</param>
    /// <param name="cancellation">Stops it; what was not moved stays in the journal.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(
        int partition, long through, IReadOnlyDictionary<UInt128, long> closed, CancellationToken cancellation)
    {
        // First: when the block with a session's end is gone, nothing else of it may be left.
        foreach (ClosedSession[] some in closed.Select(c => new ClosedSession(c.Key, c.Value)).Chunk(MostPieces))
        {
            await WriteAsync(partition, 0, [], some, cancellation).ConfigureAwait(false);
        }

        var sessions = new Dictionary<UInt128, Moved>();
        long bytes = 0, trimmed = 0, last = 0;
        foreach (JournalBlock block in store.ReadJournal(partition, after: 0))
        {
            if (block.Number > through)
            {
                break;
            }

            Add(block, sessions, closed);
            (bytes, last) = (bytes + block.Bytes.Length, block.Number);
            if (bytes > MostBytes)
            {
                await MoveAsync(partition, trimmed, last, sessions, cancellation).ConfigureAwait(false);
                (bytes, trimmed) = (0, last);
                sessions.Clear();
            }
        }

        await MoveAsync(partition, trimmed, Math.Max(last, trimmed), sessions, cancellation).ConfigureAwait(false);
    }

    private static void Add(
        in JournalBlock block, Dictionary<UInt128, Moved> sessions, IReadOnlyDictionary<UInt128, long> closed)
    {
        for (int offset = 0; offset < block.Bytes.Length;)
        {
            long position = JournalPosition.Of(block.Number, offset);
            bool isWhole = JournalRecord.TryRead(block, ref offset, out JournalRecord record);
            UInt128 session = isWhole ? record.Session : record.SessionOfDamaged(block.Partition, position);
            if (closed.TryGetValue(session, out long end) && position <= end)
            {
                continue;
            }

            if (!isWhole)
            {
                // The readable records of the session stay in the journal until it is closed.
                throw new StoreException("The store's journal is damaged.") { IsDamage = true };
            }

            if (!sessions.TryGetValue(session, out Moved? moved))
            {
                sessions.Add(session, moved = new Moved());
            }

            moved.Add(record);
        }
    }

    private async Task MoveAsync(
        int partition, long trimmed, long through, Dictionary<UInt128, Moved> sessions,
        CancellationToken cancellation)
    {
        HistoryPiece[] pieces =
        [
            .. sessions.Where(s => s.Value.IsWorthWriting)
                .Select(s => s.Value.ToPiece(s.Key, keptSteps)),
        ];
        for (int first = 0; first < pieces.Length; first += MostPieces)
        {
            HistoryPiece[] some = pieces[first..Math.Min(first + MostPieces, pieces.Length)];
            await WriteAsync(partition, trimmed, some, [], cancellation).ConfigureAwait(false);
        }

        await WriteAsync(partition, through, [], [], cancellation).ConfigureAwait(false);
    }

    private Task WriteAsync(
        int partition, long through, HistoryPiece[] pieces, ClosedSession[] closed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        write(
            (target, epoch) => target.Compact(epoch, partition, through, pieces, closed),
            failure =>
            {
                if (failure is null)
                {
                    done.SetResult();
                }
                else
                {
                    done.SetException(failure);
                }
            });
        return done.Task;
    }

    /// <summary>Records of a session that move together.</summary>
    private sealed class Moved
    {
        private readonly List<byte> _bytes = [];
        private long _first = -1, _next;
        private bool _goesOn = true, _restores;

        /// <summary>A session that has only begun, at its first step, leaves nothing to be kept.</summary>
        public bool IsWorthWriting => _bytes.Count > 0 || _restores || _first > 1;

        public void Add(JournalRecord record)
        {
            if (record.Kind == RecordKind.Move)
            {
                return;
            }

            if (record.Kind != RecordKind.Steps)
            {
                // Steps before another state are those of another sequence.
                _bytes.Clear();
                (_first, _next, _goesOn) = (record.First, record.First, false);
                _restores |= record.Kind == RecordKind.State;
                return;
            }

            _first = _first < 0 ? record.First : _first;
            _next = record.First + record.Count;
            _bytes.AddRange(record.Bytes);
        }

        /// <summary>The piece. Its first record is the beginning of a sequence, or a move where steps before it are
        /// in an older piece: so one that is missing is noticed.</summary>
        public HistoryPiece ToPiece(UInt128 session, int kept)
        {
            byte[] bytes = new byte[JournalRecord.StateHead + _bytes.Count];
            JournalRecord.WriteStart(
                bytes.AsSpan(0, JournalRecord.StateHead), session, _first,
                _goesOn ? RecordKind.Move : RecordKind.State);
            _bytes.CopyTo(bytes, JournalRecord.StateHead);
            long dropBefore = _goesOn ? Math.Max(0, _next - kept) : long.MaxValue;

            // Without steps it ends where the next piece begins, which would have the same key else.
            return _bytes.Count > 0
                ? new HistoryPiece(session, _first, (int)(_next - _first), bytes, dropBefore)
                : new HistoryPiece(session, _first - 1, 1, bytes, dropBefore);
        }
    }
}
