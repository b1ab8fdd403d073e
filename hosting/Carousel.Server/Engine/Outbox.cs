using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>
/// What a worker has done and the writer has not yet made durable; and the blocks written last, so that a repeated
/// request is answered without asking the store.
/// </summary>
/// <remarks>The worker fills it while the writer writes what it took before. Members are called under
/// <see cref="Gate"/> but where another word stands.</remarks>
internal sealed class Outbox
{
    // With the head of its last record a block fits into 64 KiB: a larger array is a large object, for which a server
    // with little memory may find no room.
    private const int MostBlockBytes = 60 << 10, RecentBytes = 2 << 20, RecentBlocks = 512;
    private const int MostFree = RecentBytes / MostBlockBytes;

    private readonly int[] _local;
    private readonly int[] _partitions;
    private readonly BlockBuilder[] _current;
    private readonly BlockNumbers _numbers;
    private readonly List<BlockBuilder> _full = [];
    private readonly List<BlockBuilder> _writing = [];
    private readonly List<BlockBuilder>[] _recent;
    private readonly int[] _recentBytes;
    private readonly long[] _journalBytes;
    private readonly Stack<BlockBuilder>[] _free;

    /// <summary>An outbox.</summary>
    /// <param name="worker">Whose.</param>
    /// <param name="partitions">The partitions of the worker.</param>
    /// <param name="all">How many partitions there are.</param>
    /// <param name="numbers">Of blocks.</param>
    public Outbox(int worker, int[] partitions, int all, BlockNumbers numbers)
    {
        (Worker, _partitions, _local, _numbers) = (worker, partitions, new int[all], numbers);
        Array.Fill(_local, -1);
        for (int p = 0; p < partitions.Length; p++)
        {
            _local[partitions[p]] = p;
        }

        _current = [.. partitions.Select(p => new BlockBuilder(p))];
        _recent = [.. partitions.Select(_ => new List<BlockBuilder>())];
        (_recentBytes, _journalBytes) = (new int[partitions.Length], new long[partitions.Length]);
        _free = [.. partitions.Select(_ => new Stack<BlockBuilder>())];
    }

    /// <summary>Held while the outbox is used.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Whose outbox.</summary>
    public int Worker { get; }

    /// <summary>The receivers that are notified when the content of the outbox is durable.</summary>
    public List<Completion> Done { get; private set; } = [];

    /// <summary>The receivers that are notified when the batch of the writer is durable; only the writer uses
    /// it.</summary>
    public List<Completion> WritingDone { get; private set; } = [];

    /// <summary>Whether the store has failed and the worker has not yet restarted from it.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Number of restarts of the worker: requests from before the last restart are not written.</summary>
    public int Beginnings { get; private set; }

    /// <summary>Whether the batch of the writer depends on lost steps; only the writer uses it.</summary>
    public bool IsWritingLost { get; private set; }

    /// <summary>Restarts after the blocks of the store; what the writer has not yet taken is lost.</summary>
    /// <param name="last">By partition of the worker: the number of its last block.</param>
    /// <param name="bytes">By partition of the worker: how long its journal is.</param>
    /// <returns>The receivers that wait for lost work.</returns>
    public List<Completion> Restart(ReadOnlySpan<long> last, ReadOnlySpan<long> bytes)
    {
        for (int p = 0; p < _partitions.Length; p++)
        {
            foreach (BlockBuilder old in _recent[p])
            {
                old.Release();
            }

            _recent[p].Clear();
            (_recentBytes[p], _journalBytes[p]) = (0, bytes[p]);

            _numbers.Pass(last[p]);
            _current[p].Begin(0);
        }

        _full.Clear();
        HasFailed = false;
        Beginnings++;
        List<Completion> lost = Done;
        Done = [];
        return lost;
    }

    /// <summary>The block that takes a session's next record.</summary>
    /// <param name="partition">The session's partition.</param>
    /// <param name="bytes">About how long the record is.</param>
    public BlockBuilder Block(int partition, int bytes)
    {
        int p = _local[partition];
        BlockBuilder current = _current[p];
        if (current.Length > 0 && current.Length + (long)bytes > MostBlockBytes)
        {
            _full.Add(current);
            current = _current[p] = Next(p);
        }

        if (current.Length == 0)
        {
            current.Begin(_numbers.Next());
        }

        return current;
    }

    /// <summary>The number of the last block to which nothing is added any more.</summary>
    /// <param name="partition">The partition.</param>
    public long LastFinished(int partition)
    {
        BlockBuilder current = _current[_local[partition]];
        return current.Length > 0 ? current.Number - 1 : _numbers.Last;
    }

    /// <summary>Bytes that were written since <see cref="ForgetBytes"/>.</summary>
    /// <param name="partition">The partition.</param>
    public long JournalBytes(int partition) => _journalBytes[_local[partition]];

    /// <summary>Resets the count of bytes.</summary>
    /// <param name="partition">The partition.</param>
    public void ForgetBytes(int partition) => _journalBytes[_local[partition]] = 0;

    /// <summary>The writer takes what is there.</summary>
    /// <param name="blocks">Takes the blocks.</param>
    public void Take(List<JournalBlock> blocks)
    {
        (Done, WritingDone) = (WritingDone, Done);

        // The worker may restart during this write: what was taken before is then lost as well.
        IsWritingLost = HasFailed;
        foreach (BlockBuilder full in _full)
        {
            Add(full, blocks);
        }

        _full.Clear();
        for (int p = 0; p < _current.Length; p++)
        {
            if (_current[p].Length > 0)
            {
                Add(_current[p], blocks);
                _current[p] = Next(p);
            }
        }
    }

    /// <summary>What the writer took is durable, or lost.</summary>
    /// <param name="isKept">Whether the store took it.</param>
    /// <returns>Whether the worker must restart because of it.</returns>
    public bool Written(bool isKept)
    {
        bool isFailure = !isKept && !IsWritingLost && _writing.Count > 0;
        HasFailed |= isFailure;
        IsWritingLost |= isFailure;
        foreach (BlockBuilder block in _writing)
        {
            int p = _local[block.Partition];
            _recent[p].Add(block);
            _recentBytes[p] += block.Length;
            int gone = 0;
            while (gone < _recent[p].Count - 1
                && (_recentBytes[p] > RecentBytes || _recent[p].Count - gone > RecentBlocks))
            {
                BlockBuilder old = _recent[p][gone++];
                _recentBytes[p] -= old.Length;
                if (old.Length <= MostBlockBytes && _free[p].Count < MostFree)
                {
                    _free[p].Push(old);
                }
                else
                {
                    old.Release();
                }
            }

            _recent[p].RemoveRange(0, gone);
        }

        _writing.Clear();
        return isFailure;
    }

    /// <summary>Whether nothing waits for the writer.</summary>
    public bool IsEmpty => Done.Count == 0 && _full.Count == 0 && !Array.Exists(_current, b => b.Length > 0);

    /// <summary>A copy of a record that is not yet written, or was written a moment ago.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="position">Where it lies.</param>
    /// <returns>The record; null where only the store may have it.</returns>
    public byte[]? Find(int partition, long position)
    {
        long number = JournalPosition.Block(position);
        int p = _local[partition];
        BlockBuilder? block = _current[p].Number == number ? _current[p]
            : _full.Find(b => b.Number == number && b.Partition == partition)
            ?? _writing.Find(b => b.Number == number && b.Partition == partition)
            ?? FindRecent(_recent[p], number);
        if (block is null)
        {
            return null;
        }

        int offset = JournalPosition.Offset(position);
        return JournalRecord.Read(block.Bytes.Span, ref offset).Bytes.ToArray();
    }

    private static BlockBuilder? FindRecent(List<BlockBuilder> blocks, long number)
    {
        int low = 0, high = blocks.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (blocks[middle].Number == number)
            {
                return blocks[middle];
            }

            (low, high) = blocks[middle].Number < number ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private BlockBuilder Next(int p)
    {
        BlockBuilder next = _free[p].TryPop(out BlockBuilder? used) ? used : new BlockBuilder(_partitions[p]);
        next.Begin(0);
        return next;
    }

    private void Add(BlockBuilder block, List<JournalBlock> blocks)
    {
        _writing.Add(block);
        if (!IsWritingLost)
        {
            _journalBytes[_local[block.Partition]] += block.Length;
            blocks.Add(block.ToBlock());
        }
    }
}
