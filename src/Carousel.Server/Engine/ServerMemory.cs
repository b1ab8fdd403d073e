using Carousel.Memory;

namespace Carousel.Server.Engine;

/// <summary>
/// How many bytes the server has in memory for its callers, and how many it may have. Above 60 % of the limit states
/// leave memory for the store; above 80 % new requests, states and sessions are refused.
/// </summary>
/// <remarks>Asked by any thread, without locks. Without a limit of its own it counts all else that the process has in
/// memory as well, as of the last full collection.</remarks>
internal sealed class ServerMemory
{
    /// <summary>About what a connection needs in buffers.</summary>
    public const int ConnectionBytes = 32 << 10;

    // Sessions stay until they end: they may not take what requests and states need.
    private const double TightShare = 0.6, FullShare = 0.8, SessionsShare = 0.4;

    private const int CollectEvery = 2000;

    private readonly bool _countsAll;
    private readonly Lock _measuring = new();
    private long _taken, _sessions, _other, _refused, _overdue, _collection, _collect;

    /// <summary>Nothing is taken yet.</summary>
    /// <param name="most">The limit in bytes; 0 for what the process may have.</param>
    public ServerMemory(long most)
    {
        _countsAll = most <= 0;
        Most = _countsAll ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : most;
        _other = _countsAll ? GC.GetTotalMemory(forceFullCollection: false) + HostStorage.LiveBytes : 0;
    }

    /// <summary>The limit in bytes.</summary>
    public long Most { get; }

    /// <summary>Bytes in memory.</summary>
    public long Used => Interlocked.Read(ref _taken) + Interlocked.Read(ref _other);

    /// <summary>Bytes that callers have taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Whether states should leave memory.</summary>
    public bool IsTight => Used > TightShare * Most;

    /// <summary>Whether nothing more is taken.</summary>
    public bool IsFull => Used > FullShare * Most;

    /// <summary>How often something was refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How many bodies and frames did not come to their end in time.</summary>
    public long Overdue => Interlocked.Read(ref _overdue);

    /// <summary>Takes bytes for a request or a state.</summary>
    /// <param name="bytes">How many.</param>
    /// <returns>False where there are no more; nothing was taken.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) + Interlocked.Read(ref _other) <= FullShare * Most)
        {
            return true;
        }

        Give(bytes);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Takes bytes that can't be refused.</summary>
    /// <param name="bytes">How many.</param>
    public void Take(long bytes) => Interlocked.Add(ref _taken, bytes);

    /// <summary>Gives bytes back.</summary>
    /// <param name="bytes">How many.</param>
    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>Whether a session may begin.</summary>
    /// <param name="bytes">Bytes that it needs; 0 where there is room already.</param>
    public bool MayBegin(long bytes)
    {
        if (bytes == 0
            || (Interlocked.Read(ref _sessions) + bytes <= SessionsShare * Most && Used + bytes <= FullShare * Most))
        {
            return true;
        }

        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Takes bytes for sessions, or gives them back.</summary>
    /// <param name="bytes">How many; below 0 for those that are given back.</param>
    public void TakeForSessions(long bytes)
    {
        Interlocked.Add(ref _sessions, bytes);
        Interlocked.Add(ref _taken, bytes);
    }

    /// <summary>Counts a body or frame that did not come to its end in time.</summary>
    public void CountOverdue() => Interlocked.Increment(ref _overdue);

    /// <summary>Looks what else the process has in memory. Called several times a second.</summary>
    public void Measure()
    {
        if (!_countsAll || !_measuring.TryEnter())
        {
            return;
        }

        try
        {
            GCMemoryInfo last = Latest();
            if (last.Index != _collection)
            {
                _collection = last.Index;
                Interlocked.Exchange(ref _other, Math.Max(0, last.HeapSizeBytes + HostStorage.LiveBytes - Taken));
            }

            // What was let go is known only behind a collection; who takes nothing causes none.
            long now = Environment.TickCount64;
            if (IsFull && Taken < TightShare * Most && now >= _collect)
            {
                _collect = now + CollectEvery;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }
        }
        finally
        {
            _measuring.Exit();
        }
    }

    /// <summary>The last full collection; only these know what is alive.</summary>
    private static GCMemoryInfo Latest()
    {
        GCMemoryInfo blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        GCMemoryInfo background = GC.GetGCMemoryInfo(GCKind.Background);
        return blocking.Index > background.Index ? blocking : background;
    }
}
