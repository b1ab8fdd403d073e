using Carousel.Tensors;

namespace Carousel.Server.Engine;

/// <summary>
/// How many bytes the server has in memory for its callers, and how many it may have. Above 60 % of the limit states
/// leave memory for the store; above 80 % new requests, states and sessions are refused.
/// </summary>
/// <remarks>Any thread may ask, without locks. Without a configured limit, all other memory of the process counts as
/// well, as of the last full collection.</remarks>
internal sealed class ServerMemory
{
    /// <summary>About what a connection needs in buffers.</summary>
    public const int ConnectionBytes = 32 << 10;

    private const double TightShare = 0.6, FullShare = 0.8;

    private const int CollectEvery = 2000;

    // In the order of the uses; each counter has a line of the cache to itself.
    private const int Apart = 8;

    private static readonly double[] _shares = [FullShare, 0.3, 0.15, 0.15, 0.15];

    private readonly bool _countsAll;
    private readonly Lock _measuring = new();
    private readonly long[] _taken = new long[_shares.Length * Apart];
    private long _other, _refused, _overdue, _collection, _collect;

    /// <summary>Nothing is taken yet.</summary>
    /// <param name="most">The limit in bytes; 0 for the memory that the process may use.</param>
    public ServerMemory(long most)
    {
        _countsAll = most <= 0;
        Most = _countsAll ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : most;
        _other = _countsAll ? GC.GetTotalMemory(forceFullCollection: false) + HostStorage.LiveBytes : 0;
    }

    /// <summary>The limit in bytes.</summary>
    public long Most { get; }

    /// <summary>Bytes in memory.</summary>
    public long Used => Taken + Interlocked.Read(ref _other);

    /// <summary>Bytes that callers have taken.</summary>
    public long Taken
    {
        get
        {
            long taken = 0;
            for (int use = 0; use < _taken.Length; use += Apart)
            {
                taken += Interlocked.Read(ref _taken[use]);
            }

            return taken;
        }
    }

    /// <summary>How many seconds a state may stay without a step.</summary>
    /// <param name="idle">Where there is memory enough.</param>
    public int IdleSeconds(int idle)
    {
        double share = (double)Used / Most;
        return share <= TightShare ? idle : Math.Min(idle, share <= (TightShare + FullShare) / 2 ? 10 : 1);
    }

    /// <summary>How often something was refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How many bodies and frames did not come to their end in time.</summary>
    public long Overdue => Interlocked.Read(ref _overdue);

    /// <summary>The most bytes that one use may take.</summary>
    /// <param name="use">What for.</param>
    public long MostOf(MemoryUse use) => (long)(_shares[(int)use] * Most);

    /// <summary>Takes bytes.</summary>
    /// <param name="use">What for.</param>
    /// <param name="bytes">How many.</param>
    /// <returns>False where there are no more; nothing was taken.</returns>
    public bool TryTake(MemoryUse use, long bytes)
    {
        if (Interlocked.Add(ref _taken[(int)use * Apart], bytes) <= MostOf(use) && Used <= FullShare * Most)
        {
            return true;
        }

        Give(use, bytes);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Whether bytes can be taken; counts it where not.</summary>
    /// <param name="use">What for.</param>
    /// <param name="bytes">How many.</param>
    public bool Has(MemoryUse use, long bytes)
    {
        bool has = bytes == 0 || TryTake(use, bytes);
        Give(use, has ? bytes : 0);
        return has;
    }

    /// <summary>Takes bytes that can't be refused.</summary>
    /// <param name="use">What for.</param>
    /// <param name="bytes">How many; below 0 for those that are given back.</param>
    public void Take(MemoryUse use, long bytes) => Interlocked.Add(ref _taken[(int)use * Apart], bytes);

    /// <summary>Gives bytes back.</summary>
    /// <param name="use">What for.</param>
    /// <param name="bytes">How many.</param>
    public void Give(MemoryUse use, long bytes) => Take(use, -bytes);

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

            // Freed memory is known only after a collection, and without new allocations no collection happens.
            long now = Environment.TickCount64;
            if (Used > FullShare * Most && Taken < TightShare * Most && now >= _collect)
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
