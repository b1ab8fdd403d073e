using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>Reads the sessions of partitions: their snapshots, then what the journals say of them. States stay in the
/// store until they are needed.</summary>
/// <remarks>
/// Whatever is damaged concerns as few sessions as possible, but each one that it may concern: an older state than the
/// one that was acknowledged would answer without anybody noticing.
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="partitions">The partitions.</param>
internal sealed class SessionLoading(ISessionStore store, int[] partitions)
{
    private readonly SessionTable _table = new();
    private readonly HashSet<UInt128> _lost = [];

    // With the position of the last record.
    private readonly Dictionary<UInt128, long> _orphans = [];
    private readonly List<string> _damages = [];

    // By session: damage of a session that was closed later does not matter.
    private readonly Dictionary<UInt128, string> _damagesOf = [];
    private readonly List<SessionSnapshot> _marks = [];

    // Records between these positions may be missing, of any session; gaps up to the third were compared with the tail
    // at an earlier start.
    private long _gapFrom, _gapEnd, _compared;

    /// <summary>Reads them.</summary>
    /// <param name="keepings">[partitions], overwritten.</param>
    /// <returns>The sessions.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public LoadedSessions Run(PartitionKeeping[] keepings)
    {
        long[] last = new long[partitions.Length], bytes = new long[partitions.Length];
        StoreTail tail = store.ReadTail();
        for (int p = 0; p < partitions.Length; p++)
        {
            PartitionKeeping keeping = keepings[p] = new PartitionKeeping(partitions[p]);
            (_gapFrom, _gapEnd, _compared) = (long.MaxValue, 0, 0);
            ReadSnapshots(keeping);
            bytes[p] = ReadJournal(keeping);
            foreach ((UInt128 session, long position) in _orphans)
            {
                // The journal forgets it when its blocks go.
                if (Lose(session, "its beginning is damaged"))
                {
                    _marks.Add(SessionMark.OfLost(keeping.Partition, session, position));
                }
            }

            _orphans.Clear();
            CheckTail(keeping, tail);
            CheckGap(keeping, tail);
            last[p] = store.LastBlock(partitions[p]);
        }

        // Also where what the store says of its blocks is damaged, no number is given twice.
        for (int place = 0; place < _table.Places; place++)
        {
            last[0] = Math.Max(last[0], JournalPosition.Block(_table[place].Position));
        }

        foreach (IReadOnlyList<TailRecord> records in tail.Sessions.Values)
        {
            last[0] = Math.Max(last[0], JournalPosition.Block(records[^1].Position));
        }

        return new LoadedSessions(_table, last, bytes, _lost, [.. _damages, .. _damagesOf.Values], _marks);
    }

    private void ReadSnapshots(PartitionKeeping keeping)
    {
        UInt128 remark = SessionMark.IdOfPartition(keeping.Partition, store.Partitions);
        foreach (SessionSnapshot snapshot in store.ReadSessions(keeping.Partition))
        {
            if (snapshot.Session == remark && !snapshot.IsDamaged)
            {
                _compared = snapshot.Position;
                keeping.LacksSessions |= SessionMark.LacksSessions(snapshot);
                continue;
            }

            if (snapshot.IsDamaged || PartitionOf(snapshot.Session) != keeping.Partition
                || snapshot.Model == 0 || _table.Find(snapshot.Session) >= 0)
            {
                keeping.LacksSessions |= PartitionOf(snapshot.Session) != keeping.Partition;
                Lose(snapshot.Session, "its stored state is damaged");
                continue;
            }

            int place = _table.Add(
                NewSession(snapshot.Session, Math.Abs(snapshot.Model), snapshot.Next, snapshot.Owner) with
                {
                    Position = snapshot.Position,
                    Saved = snapshot.Position,
                    SavedNext = snapshot.Next,
                    ExpiresAfter = snapshot.ExpiresAfter,
                });
            if (SessionMark.IsDamaged(snapshot))
            {
                Damage(place, "it was found damaged at an earlier start");
            }
        }

        keeping.LacksSessions |= store.LacksSessions(keeping.Partition);
        if (keeping.LacksSessions)
        {
            _damages.Add(
                $"{store.Name}: some sessions of part {keeping.Partition + 1} of {store.Partitions} cannot be read, "
                + "and their ids are unknown. Sessions of this part that are not found are answered with 503.");
        }
    }

    private long ReadJournal(PartitionKeeping keeping)
    {
        long bytes = 0, before = 0;
        foreach (JournalBlock block in store.ReadJournal(keeping.Partition, after: 0))
        {
            bytes += block.Bytes.Length;
            if (block.IsAfterGap)
            {
                Gap(before, block.Bytes.IsEmpty ? long.MaxValue : JournalPosition.Of(block.Number, 0));
                _damages.Add(
                    $"{store.Name}: blocks of the journal of part {keeping.Partition + 1} of {store.Partitions} cannot "
                    + "be read.");
            }

            for (int offset = 0; offset < block.Bytes.Length;)
            {
                long position = JournalPosition.Of(block.Number, offset);
                if (JournalRecord.TryRead(block, ref offset, out JournalRecord record))
                {
                    Apply(record, position, keeping);
                }
                else
                {
                    ApplyDamaged(record.SessionOfDamaged(block.Partition, position), before, position, keeping);
                }
            }

            before = JournalPosition.Of(block.Number, 0);
        }

        return bytes;
    }

    private void Apply(JournalRecord record, long position, PartitionKeeping keeping)
    {
        int place = _table.Find(record.Session);
        switch (record.Kind)
        {
            case RecordKind.Close:
                keeping.Closed[record.Session] = position;
                _lost.Remove(record.Session);
                _damagesOf.Remove(record.Session);
                _orphans.Remove(record.Session);
                if (place >= 0 && _table[place].Position < position)
                {
                    _table.Remove(place);
                }

                return;
            case RecordKind.Begin when place < 0:
                place = _table.Add(NewSession(record.Session, record.Model, record.First, record.Owner) with
                {
                    ExpiresAfter = record.ExpiresAfter,
                });
                break;
        }

        if (place < 0)
        {
            // Of a session that is closed further on, or whose beginning can't be read.
            _orphans[record.Session] = position;
            return;
        }

        // What a snapshot holds already.
        if (position <= _table[place].Position)
        {
            return;
        }

        ref Session s = ref _table[place];
        if (record.Before != s.Position)
        {
            Damage(place, "steps of it are missing");
        }

        s.Position = position;
        if (record.Kind == RecordKind.Steps)
        {
            s.Next = record.First + record.Count;
            s.Flags &= ~SessionFlags.Fresh;
        }
        else
        {
            (s.Next, s.Model) = (record.First, record.Model);
            s.Flags = (s.Flags & SessionFlags.Damaged)
                | (record.State.IsEmpty ? SessionFlags.Fresh : SessionFlags.None);
        }
    }

    private void ApplyDamaged(UInt128 session, long before, long position, PartitionKeeping keeping)
    {
        int place = PartitionOf(session) == keeping.Partition ? _table.Find(session) : -1;
        if (place < 0)
        {
            // The id itself may be what is damaged.
            Gap(before, position + 1);
            Lose(session, "a record of it is damaged");
        }
        else if (position > _table[place].Position)
        {
            Damage(place, "a record of it is damaged");
        }
        else
        {
            _damages.Add($"Session {SessionId.Text(session)}: stored answers are damaged; its state is not.");
        }
    }

    /// <summary>Compares with the records that were noted: what is noted was acknowledged.</summary>
    private void CheckTail(PartitionKeeping keeping, StoreTail tail)
    {
        foreach ((UInt128 session, IReadOnlyList<TailRecord> records) in tail.Sessions)
        {
            if (PartitionOf(session) != keeping.Partition)
            {
                continue;
            }

            int place = _table.Find(session);
            TailRecord last = records[^1];
            long position = place >= 0 ? _table[place].Position : keeping.Closed.GetValueOrDefault(session);

            // One that is not there was closed if its last steps were moved to the history: a power failure may have
            // lost the note of its end.
            if (position >= last.Position
                || (place < 0 && (last.Steps < 0 || tail.IsTrimmed(keeping.Partition, last.Position))))
            {
                continue;
            }

            long steps = records.Where(r => r.Position > position).Sum(r => (long)Math.Max(0, r.Steps));
            string what = $"{steps} acknowledged steps at its end are missing";
            if (place >= 0)
            {
                if (Damage(place, what) && MarkOf(_table[place]) is { } mark)
                {
                    _marks.Add(mark);
                }
            }
            else if (Lose(session, what))
            {
                _marks.Add(SessionMark.OfLost(keeping.Partition, session, last.Position));
            }
        }
    }

    /// <summary>The mark of a damaged session; what was saved of it stays with it.</summary>
    /// <returns>Null where its stored state is damaged: that stays without a mark.</returns>
    private SessionSnapshot? MarkOf(in Session s)
    {
        int partition = PartitionOf(s.Id);
        try
        {
            SessionSnapshot? saved = s.Saved > 0 ? store.ReadSnapshot(partition, s.Id) : null;
            return SessionMark.OfDamaged(
                saved ?? new SessionSnapshot(partition, s.Id, s.Model, s.Next, s.Owner, s.ExpiresAfter, 0, default));
        }
        catch (StoreException exception) when (exception.IsDamage)
        {
            return null;
        }
    }

    /// <summary>Sessions without a record after a gap may have lost their last ones in it.</summary>
    private void CheckGap(PartitionKeeping keeping, StoreTail tail)
    {
        if (_gapEnd <= _compared)
        {
            return;
        }

        if (tail.From <= _gapFrom)
        {
            // What is missing is known. Later the tail will have moved on.
            if (_gapEnd < long.MaxValue)
            {
                _marks.Add(SessionMark.OfPartition(
                    keeping.Partition, store.Partitions, _gapEnd, keeping.LacksSessions));
            }

            return;
        }

        for (int place = 0; place < _table.Places; place++)
        {
            if (_table.IsUsed(place) && _table[place].Position < _gapEnd
                && PartitionOf(_table[place].Id) == keeping.Partition)
            {
                Damage(place, "its last steps may be missing");
            }
        }

        keeping.LacksSessions = true;
        _marks.Add(SessionMark.OfPartition(keeping.Partition, store.Partitions, _compared, lacksSessions: true));
    }

    private void Gap(long from, long end) =>
        (_gapFrom, _gapEnd) = (Math.Min(_gapFrom, from), Math.Max(_gapEnd, end));

    private bool Damage(int place, string what)
    {
        ref Session s = ref _table[place];
        if (s.IsDamaged)
        {
            return false;
        }

        s.Flags |= SessionFlags.Damaged;
        _damagesOf[s.Id] = $"Session {SessionId.Text(s.Id)} is damaged: {what}.";
        return true;
    }

    private bool Lose(UInt128 session, string what)
    {
        if (!_lost.Add(session))
        {
            return false;
        }

        _damagesOf[session] = $"Session {SessionId.Text(session)} is damaged: {what}.";
        return true;
    }

    private int PartitionOf(UInt128 session) => SessionId.Partition(session, store.Partitions);

    private static Session NewSession(UInt128 id, int model, long next, long owner) => new()
    {
        Id = id,
        Model = model,
        Next = next,
        Owner = owner,
        Row = -1,
        Head = -1,
        Tail = -1,
    };
}
