using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>Moves the steps of old blocks from a journal to the history, a little at a time between commits.</summary>
/// <remarks>A crash in the middle leaves pieces that are written again with the same bytes.</remarks>
/// <param name="store">The store.</param>
/// <param name="writer">Writes.</param>
/// <param name="keptSteps">How many of its last steps a session can be asked for again.</param>
internal sealed class JournalCompaction(ISessionStore store, StoreWriter writer, int keptSteps)
{
    // A transaction with so many pieces takes a few milliseconds, for which steps wait.
    private const int MostPieces = 256, MostBytes = 8 << 20;

    /// <summary>Moves the steps of all blocks up to one.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="through">The last block; all are durable, and no state must be replayed from them.</param>
    /// <param name="closed">Sessions that ended: nothing of them is kept.</param>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task RunAsync(int partition, long through, IReadOnlyCollection<UInt128> closed)
    {
        var sessions = new Dictionary<UInt128, Moved>();
        long bytes = 0, trimmed = 0, last = 0;
        foreach (JournalBlock block in store.ReadJournal(partition, after: 0))
        {
            if (block.Number > through)
            {
                break;
            }

            Add(block.Bytes.Span, sessions);
            (bytes, last) = (bytes + block.Bytes.Length, block.Number);
            if (bytes > MostBytes)
            {
                await MoveAsync(partition, trimmed, last, sessions, []).ConfigureAwait(false);
                (bytes, trimmed) = (0, last);
                sessions.Clear();
            }
        }

        await MoveAsync(partition, trimmed, Math.Max(last, trimmed), sessions, [.. closed]).ConfigureAwait(false);
    }

    private static void Add(ReadOnlySpan<byte> block, Dictionary<UInt128, Moved> sessions)
    {
        for (int offset = 0; offset < block.Length;)
        {
            JournalRecord record = JournalRecord.Read(block, ref offset);
            if (record.Kind == RecordKind.Close)
            {
                sessions.Remove(record.Session);
                continue;
            }

            if (!sessions.TryGetValue(record.Session, out Moved? moved))
            {
                sessions.Add(record.Session, moved = new Moved());
            }

            moved.Add(record);
        }
    }

    private async Task MoveAsync(
        int partition, long trimmed, long through, Dictionary<UInt128, Moved> sessions, UInt128[] closed)
    {
        HistoryPiece[] pieces =
        [
            .. sessions.Where(s => s.Value.IsWorthWriting)
                .Select(s => s.Value.ToPiece(s.Key, keptSteps + StepCall.MostRows)),
        ];
        for (int first = 0; first < pieces.Length; first += MostPieces)
        {
            await WriteAsync(partition, trimmed, pieces[first..Math.Min(first + MostPieces, pieces.Length)], [])
                .ConfigureAwait(false);
        }

        foreach (UInt128[] some in closed.Chunk(MostPieces))
        {
            await WriteAsync(partition, trimmed, [], some).ConfigureAwait(false);
        }

        await WriteAsync(partition, through, [], []).ConfigureAwait(false);
    }

    private Task WriteAsync(int partition, long through, HistoryPiece[] pieces, UInt128[] closed)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        writer.Keep(new KeepingWork(
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
            }));
        return done.Task;
    }

    /// <summary>Records of a session that move together.</summary>
    private sealed class Moved
    {
        private readonly List<byte> _bytes = [];
        private long _first = -1, _next;
        private bool _goesOn = true, _restores;

        /// <summary>A session that has only begun leaves nothing to be kept.</summary>
        public bool IsWorthWriting => _bytes.Count > 0 || _restores;

        public void Add(JournalRecord record)
        {
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

        public HistoryPiece ToPiece(UInt128 session, int kept) => new(
            session, _first, (int)(_next - _first), _bytes.ToArray(),
            _goesOn ? Math.Max(0, _next - kept) : long.MaxValue);
    }
}
