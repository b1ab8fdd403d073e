using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>What keeps memory, journal and restarts small.</content>
internal sealed partial class SessionWorker
{
    private const int PlacesAtOnce = 8192, PlacesWhereTight = 65_536, SnapshotsAtOnce = 256, MostWaking = 64;

    // States on their way to the store are in memory twice.
    private const long MostSaving = 8 << 20;
    private const int MostSavingShare = 64, SnapshotBytes = 256, ClosedBytes = 128;

    private readonly PartitionKeeping[] _keepings;
    private readonly Dictionary<int, int> _sessionsOf = [];
    private readonly Dictionary<long, int> _owned = [];
    private List<(int Place, SessionSnapshot Snapshot)> _snapshots = [];
    private int _cursor, _awake, _counted, _generation, _retry, _tidied, _moving, _damaged;
    private long _saving, _closed;

    /// <summary>Sessions by the number of their model, as of a moment ago.</summary>
    public IReadOnlyDictionary<int, int> SessionsOf { get; private set; } = new Dictionary<int, int>();

    private void Keep()
    {
        if (_isDown)
        {
            if (_now != _retry && !_isEnding)
            {
                _retry = _now;
                BeginAnew();
            }

            return;
        }

        Mark();
        _memory.Measure();
        CountClosed(_keepings.Sum(k => (long)k.Closed.Count));
        Look();
        foreach (PartitionKeeping keeping in _keepings)
        {
            Compact(keeping);
        }

        Flush();
        Tidy();
        _meters.CountAwake(_awake - _counted);
        _counted = _awake;
        Counts = (_table.Count, _awake);
        SessionsOf = new Dictionary<int, int>(_sessionsOf);
    }

    /// <summary>Ends sessions that have expired and frees unused states.</summary>
    private void Look()
    {
        int idle = _memory.IdleSeconds(_meters.Awake > _options.MostAwake ? 1 : _options.IdleSeconds);
        int most = Math.Min(idle < _options.IdleSeconds ? PlacesWhereTight : PlacesAtOnce, _table.Places);
        for (int p = 0; p < most; p++)
        {
            _cursor = _cursor + 1 < _table.Places ? _cursor + 1 : 0;
            if (!_table.IsUsed(_cursor))
            {
                continue;
            }

            ref Session s = ref _table[_cursor];
            int unused = _now - s.Used;
            if (s.Head >= 0)
            {
                continue;
            }

            if (s.ExpiresAfter > 0 && unused > s.ExpiresAfter)
            {
                Accept(s.Id, new Work { Control = new ControlCall(ControlKind.Close, s.Id, s.Owner) });
            }
            else if (s.Row >= 0 && unused > idle)
            {
                if (s.Saved == s.Position)
                {
                    Sleep(ref s);
                }
                else if (MaySave)
                {
                    Save(_cursor, leaves: true);
                }
            }
        }
    }

    /// <summary>Lets go of the rooms of versions that no session runs on.</summary>
    private void Tidy()
    {
        if (_now == _tidied)
        {
            return;
        }

        _tidied = _now;
        foreach (int model in _rooms.Keys.Where(m => _sessionsOf.GetValueOrDefault(m) == 0).ToArray())
        {
            _rooms.Remove(model, out ModelRoom? room);
            room!.Dispose();
        }
    }

    private void Sleep(ref Session s)
    {
        RoomOf(s.Model).Leave(s.Row);
        s.Row = -1;
        _awake--;
        _meters.Left();
    }

    /// <summary>Writes a session's state to the store; nothing of it may be half done.</summary>
    private void Save(int place, bool leaves)
    {
        ref Session s = ref _table[place];
        if (IsAsleep(s) || s.Flags.HasFlag(SessionFlags.Saving))
        {
            // A sleeping session has its state in the store; there is nothing to write here.
            return;
        }

        s.Flags |= SessionFlags.Saving | (leaves ? SessionFlags.Leaving : SessionFlags.None);
        SessionSnapshot snapshot = SnapshotOf(s, s.Row < 0 ? default : RoomOf(s.Model).Save(s.Row));
        _snapshots.Add((place, snapshot));
        _saving += SavingBytes(snapshot);
        if (_snapshots.Count == SnapshotsAtOnce)
        {
            Flush();
        }
    }

    /// <summary>Whether another state may be on its way to the store.</summary>
    private bool MaySave => _saving < Math.Min(MostSaving, _memory.Most / MostSavingShare);

    private static long SavingBytes(SessionSnapshot snapshot) => SnapshotBytes + snapshot.State.Length;

    private void Flush()
    {
        if (_snapshots.Count == 0)
        {
            return;
        }

        List<(int Place, SessionSnapshot Snapshot)> snapshots = _snapshots;
        _snapshots = [];
        int generation = _generation;
        _writer!.Enqueue(new KeepingWork(
            Outbox, generation,
            (store, epoch) => store.WriteSnapshots(epoch, [.. snapshots.Select(s => s.Snapshot)]),
            failure => Post(new WrittenMessage(snapshots, failure is null, generation))));
    }

    private void Written(WrittenMessage written)
    {
        if (!IsOfNow(written.Generation))
        {
            return;
        }

        foreach ((int place, SessionSnapshot snapshot) in written.Snapshots)
        {
            _saving -= SavingBytes(snapshot);
            if (!_table.IsUsed(place) || _table[place].Id != snapshot.Session)
            {
                continue;
            }

            ref Session s = ref _table[place];
            bool leaves = s.Flags.HasFlag(SessionFlags.Leaving);
            s.Flags &= ~(SessionFlags.Saving | SessionFlags.Leaving);
            if (!written.IsKept)
            {
                continue;
            }

            // A session that went back since counts from where it is.
            (s.Saved, s.SavedNext) = (snapshot.Position, Math.Min(snapshot.Next, s.Next));
            if (leaves && s.Head < 0 && s.Row >= 0 && s.Position == s.Saved)
            {
                Sleep(ref s);
            }
        }
    }

    private PartitionKeeping KeepingOf(int partition) => Array.Find(_keepings, k => k.Partition == partition)!;

    /// <summary>Whether a message belongs to the sessions of the present generation.</summary>
    private bool IsOfNow(int generation) => !_isDown && generation == _generation;

    /// <summary>What was done and not kept is undone: everything is read from the store again.</summary>
    private void BeginAnew()
    {
        _isDown = true;
        for (int place = 0; place < _table.Places; place++)
        {
            for (int work = _table.IsUsed(place) ? _table[place].Head : -1; work >= 0;)
            {
                int behind = _works[work].Behind;
                Refuse(work, StepFault.Unavailable);
                work = behind;
            }
        }

        _active.Clear();
        _halves.Clear();
        _next.Clear();
        _finished.Clear();
        foreach (ModelRoom room in _rooms.Values)
        {
            room.Dispose();
        }

        _rooms.Clear();
        Replace(new SessionTable());
        try
        {
            Load();
        }
        catch (StoreException)
        {
            // It is tried again every second. Until then everything is refused and waiting calls fail.
        }
    }

    /// <summary>Sessions that ended need memory until their records leave the journal.</summary>
    private void CountClosed(long closed)
    {
        _memory.Take(MemoryUse.Sessions, (closed - _closed) * ClosedBytes);
        _closed = closed;
    }

    private void Replace(SessionTable table)
    {
        _memory.Take(MemoryUse.Sessions, table.Bytes - _table.Bytes);
        (_table, _snapshots) = (table, []);
    }

    /// <summary>Reads the sessions of the worker's partitions from the store.</summary>
    private void Load()
    {
        LoadedSessions loaded = new SessionLoading(_store, _own).Run(_keepings);
        List<Completion> undone;
        lock (Outbox.Gate)
        {
            undone = Outbox.Restart(loaded.Last, loaded.Bytes);
            _generation = Outbox.Beginnings;
        }

        foreach (Completion completion in undone)
        {
            if (completion.Call is { } call)
            {
                call.Fail(_index, completion.Items);
                Telling.Begin([call]);
            }

            if (completion.Control is { } control)
            {
                control.Fault = StepFault.Unavailable;
                control.Finish();
            }
        }

        _now = (int)(Environment.TickCount64 / 1000);
        Replace(loaded.Table);
        (_awake, _saving, _isDown) = (0, 0, false);
        _meters.CountDamaged(-_damaged);
        (_lost, _damaged, _marks) = (loaded.Lost, loaded.Lost.Count, loaded.Marks);

        // Before anything else is written of these sessions.
        Mark();
        _sessionsOf.Clear();
        foreach ((long owner, int sessions) in _owned)
        {
            _owners[owner].Count(-sessions);
        }

        _owned.Clear();
        for (int place = 0; place < _table.Places; place++)
        {
            if (_table.IsUsed(place))
            {
                _table[place].Used = _now;
                Count(_table[place].Model, 1);
                CountOwned(_table[place].Owner, 1);
                _damaged += _table[place].IsDamaged ? 1 : 0;
            }
        }

        _meters.CountDamaged(_damaged);
        foreach (string damage in loaded.Damages)
        {
            Report(damage);
        }

        foreach ((long owner, int sessions) in _owned)
        {
            _owners[owner].Count(sessions);
        }

        Counts = (_table.Count, 0);
    }

    private void Count(int model, int sessions) =>
        _sessionsOf[model] = _sessionsOf.GetValueOrDefault(model) + sessions;

    /// <summary>What of the count of an owner's sessions is this worker's, so that it can be taken back.</summary>
    private void CountOwned(long owner, int sessions) => _owned[owner] = _owned.GetValueOrDefault(owner) + sessions;

    private sealed record WrittenMessage(
        List<(int Place, SessionSnapshot Snapshot)> Snapshots, bool IsKept, int Generation);

    private sealed record CompactedMessage(
        int Partition, IReadOnlyDictionary<UInt128, long> Closed, int Generation);
}
