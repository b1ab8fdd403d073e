namespace Carousel.Language;

/// <summary>Runs of units as a tree: a run is the one before its last unit, and that unit; run 0 is empty.</summary>
/// <remarks>Parallel arrays and a hash table, about 50 bytes per run; it grows by doubling.</remarks>
internal sealed class RunTree
{
    /// <summary>Runs seen once, twice, and more often are followed apart.</summary>
    private const int Classes = 3;

    private int[] _parent, _unit, _times, _total, _first, _beside, _seen, _slots;
    private byte[] _length;

    /// <summary>A tree that has only the empty run.</summary>
    public RunTree()
    {
        const int start = 1024;
        (_parent, _unit, _times, _total) = (new int[start], new int[start], new int[start], new int[start]);
        (_first, _beside, _seen, _length) =
            (new int[start], new int[start], new int[Classes * start], new byte[start]);
        _slots = new int[2 * start];
    }

    private RunTree(RunTree from)
    {
        (_parent, _unit, _times, _total) =
            ([.. from._parent], [.. from._unit], [.. from._times], [.. from._total]);
        (_first, _beside, _seen, _length) = ([.. from._first], [.. from._beside], [.. from._seen], [.. from._length]);
        (_slots, Count) = ([.. from._slots], from.Count);
    }

    /// <summary>How many runs there are, without the empty one; they are 1 … Count.</summary>
    public int Count { get; private set; }

    /// <summary>A copy that grows by itself.</summary>
    public RunTree Copy() => new(this);

    /// <summary>The last unit of a run.</summary>
    public int Unit(int run) => _unit[run];

    /// <summary>How many units a run has.</summary>
    public int Length(int run) => _length[run];

    /// <summary>How often a run was counted.</summary>
    public int Times(int run) => _times[run];

    /// <summary>How often the runs one unit longer were counted together.</summary>
    public int Total(int run) => _total[run];

    /// <summary>How many different units were counted after a run.</summary>
    public int Followers(int run) =>
        _seen[run * Classes] + _seen[(run * Classes) + 1] + _seen[(run * Classes) + 2];

    /// <summary>How many different units were counted after a run once (0), twice (1), more often (2).</summary>
    public int FollowersSeen(int run, int kind) => _seen[(run * Classes) + kind];

    /// <summary>One of the runs that are one unit longer, 0 for none.</summary>
    public int FirstAfter(int run) => _first[run];

    /// <summary>Another run of the same beginning, 0 for none.</summary>
    public int NextBeside(int run) => _beside[run];

    /// <summary>The run with one more unit, or −1.</summary>
    public int Find(int run, int unit)
    {
        for (uint slot = Slot(run, unit); ; slot = (slot + 1) & (uint)(_slots.Length - 1))
        {
            int found = _slots[slot];
            if (found == 0)
            {
                return -1;
            }

            if (_parent[found] == run && _unit[found] == unit)
            {
                return found;
            }
        }
    }

    /// <summary>Adds the run with one more unit, which is not there yet; it was never counted.</summary>
    public int Add(int run, int unit)
    {
        int added = ++Count;
        if (added == _parent.Length)
        {
            Grow();
        }

        (_parent[added], _unit[added], _length[added]) = (run, unit, (byte)(_length[run] + 1));
        (_beside[added], _first[run]) = (_first[run], added);
        Place(added);
        return added;
    }

    /// <summary>Counts a run once more.</summary>
    public void Increase(int run)
    {
        int parent = _parent[run], times = _times[run]++;
        _total[parent]++;
        if (times > 0)
        {
            _seen[(parent * Classes) + Math.Min(times, Classes) - 1]--;
        }

        _seen[(parent * Classes) + Math.Min(times + 1, Classes) - 1]++;
    }

    private void Grow()
    {
        int size = 2 * _parent.Length;
        Array.Resize(ref _parent, size);
        Array.Resize(ref _unit, size);
        Array.Resize(ref _times, size);
        Array.Resize(ref _total, size);
        Array.Resize(ref _first, size);
        Array.Resize(ref _beside, size);
        Array.Resize(ref _length, size);
        Array.Resize(ref _seen, Classes * size);
        _slots = new int[2 * size];
        for (int run = 1; run < Count; run++)
        {
            Place(run);
        }
    }

    private void Place(int run)
    {
        uint slot = Slot(_parent[run], _unit[run]);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & (uint)(_slots.Length - 1);
        }

        _slots[slot] = run;
    }

    private uint Slot(int run, int unit)
    {
        ulong mixed = (((ulong)(uint)run << 32) | (uint)unit) * 0x9E3779B97F4A7C15UL;
        return (uint)(mixed >> 33) & (uint)(_slots.Length - 1);
    }
}
