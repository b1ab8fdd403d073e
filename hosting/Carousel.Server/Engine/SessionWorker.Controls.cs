using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>Requests to a session other than steps.</content>
internal sealed partial class SessionWorker
{
    /// <summary>Begins a session.</summary>
    private void Begin(ControlCall control)
    {
        var snapshot = new SessionSnapshot(
            PartitionOf(control.Session), control.Session, control.Model, control.Next, control.Owner,
            control.ExpiresAfter, Position: 0, control.State);
        int row = -1;
        try
        {
            control.Fault = _memory.Has(MemoryUse.Sessions, _table.GrowthBytes(control.Session))
                && (control.State.IsEmpty || MayWake(RoomOf(control.Model)))
                    ? StepFault.None
                    : StepFault.Memory;
            row = control.State.IsEmpty || control.Fault != StepFault.None
                ? -1
                : RoomOf(control.Model).Wake(control.State.Span);
        }
        catch (Carousel.Networks.StreamingStateException)
        {
            control.Fault = StepFault.State;
        }

        if (control.Fault != StepFault.None)
        {
            _owners[control.Owner].Count(-1);
            control.Finish();
            return;
        }

        long before = _table.Bytes;
        int place = _table.Add(new Session
        {
            Id = control.Session,
            Next = control.Next,
            SavedNext = control.Next,
            Owner = control.Owner,
            Model = control.Model,
            Row = row,
            Used = _now,
            ExpiresAfter = control.ExpiresAfter,
            Head = -1,
            Tail = -1,
            Flags = control.State.IsEmpty ? SessionFlags.Fresh : SessionFlags.None,
        });
        _memory.Take(MemoryUse.Sessions, _table.Bytes - before);
        Count(control.Model, 1);
        CountOwned(control.Owner, 1);
        _awake += row >= 0 ? 1 : 0;
        WriteState(RecordKind.Begin, place, snapshot, control);
    }

    /// <summary>Does what a control asks for.</summary>
    private void Execute(int index)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        ControlCall control = work.Control!;
        switch (control.Kind)
        {
            case ControlKind.Answers:
                if (control.From < s.Next - _options.KeptSteps)
                {
                    control.Fault = StepFault.NotKept;
                    break;
                }

                control.Count = (int)Math.Clamp(s.Next - control.From, 0, control.Count);
                if (control.Count > 0)
                {
                    ReadStored(index);
                    return;
                }

                break;
            case ControlKind.Save when IsAsleep(s) && !MayWake(RoomOf(s.Model)):
                control.Fault = StepFault.Memory;
                break;
            case ControlKind.Save or ControlKind.Keep when IsAsleep(s):
                TryWake(index);
                return;
            case ControlKind.Save:
                control.State = s.Row < 0 ? default : RoomOf(s.Model).Save(s.Row);
                break;
            case ControlKind.Keep:
                Save(work.Place, leaves: false);
                break;
            case ControlKind.Restore:
                Restore(ref s, work.Place, control);
                break;
            case ControlKind.Close:
                Close(index);
                return;
        }

        (control.Model, control.Next, control.ExpiresAfter) = (s.Model, s.Next, s.ExpiresAfter);
        Leave(index);
        Tell(control);
        Drop(index);
    }

    private void Restore(ref Session s, int place, ControlCall control)
    {
        ModelRoom room = RoomOf(s.Model);
        if (s.Row < 0 && !control.State.IsEmpty && !MayWake(room))
        {
            control.Fault = StepFault.Memory;
            return;
        }

        int row;
        try
        {
            row = control.State.IsEmpty ? -1 : room.Wake(control.State.Span);
        }
        catch (Carousel.Networks.StreamingStateException)
        {
            control.Fault = StepFault.State;
            return;
        }

        if (s.Row >= 0)
        {
            room.Leave(s.Row);
            _awake--;
        }

        _awake += row >= 0 ? 1 : 0;
        (s.Row, s.Next, s.SavedNext) = (row, control.Next, control.Next);
        s.Flags = (s.Flags & ~SessionFlags.Fresh) | (row < 0 ? SessionFlags.Fresh : SessionFlags.None);
        WriteState(RecordKind.State, place, SnapshotOf(s, control.State), null);
    }

    /// <summary>Takes a session, which is awake, over to the version of its model that is served now.</summary>
    private void Move(int place)
    {
        ref Session s = ref _table[place];
        ModelRoom from = RoomOf(s.Model);
        if (_models.Current(from.Model.Name) is not { } current || !from.CanMoveTo(current) || !HasRoom(current.Number))
        {
            return;
        }

        // One that has taken no step begins at the new version's start of a sequence.
        byte[] state = s.IsFresh ? [] : from.Save(s.Row);
        int row;
        try
        {
            row = RoomOf(current.Number).Wake(state);
        }
        catch (Carousel.Networks.StreamingStateException)
        {
            from.CanNotMove();
            return;
        }

        from.Leave(s.Row);
        Count(s.Model, -1);
        Count(current.Number, 1);
        (s.Row, s.Model) = (row, current.Number);
        WriteState(RecordKind.Move, place, SnapshotOf(s, state), null);
    }

    private void Close(int index)
    {
        ref Work work = ref _works[index];
        int place = work.Place;
        ref Session s = ref _table[place];
        WriteClose(s.Id, s.Position, s.Next);
        ControlCall control = work.Control!;
        (control.Model, control.Next) = (s.Model, s.Next);
        int behind = work.Behind;
        Drop(index);
        Tell(control);
        while (behind >= 0)
        {
            int next = _works[behind].Behind;
            _works[behind].Place = -1;
            Refuse(behind, StepFault.NoSession);
            behind = next;
        }

        Forget(place);
    }

    private void WriteClose(UInt128 id, long before, long next)
    {
        lock (Outbox.Gate)
        {
            BlockBuilder block = Outbox.Block(PartitionOf(id), JournalRecord.HeadBytes);
            KeepingOf(PartitionOf(id)).Closed[id] = block.Position;
            block.AddClose(id, before);
            if (_watchers.IsWatched(id))
            {
                Outbox.Done.Add(new Completion(News: new SessionNews(id, next, [], 0, [], IsEnd: true)));
            }
        }
    }

    /// <summary>A session is gone: nothing of it stays in memory.</summary>
    private void Forget(int place)
    {
        ref Session s = ref _table[place];
        Count(s.Model, -1);
        CountOwned(s.Owner, -1);
        _owners[s.Owner].Count(-1);
        CountDamaged(s.IsDamaged ? -1 : 0);
        if (s.Row >= 0)
        {
            RoomOf(s.Model).Leave(s.Row);
            _awake--;
        }

        _table.Remove(place);
    }

    /// <summary>Tells who asked, when all that was done before is durable.</summary>
    private void Tell(ControlCall control)
    {
        lock (Outbox.Gate)
        {
            Outbox.Done.Add(new Completion(Control: control));
        }

        _writer!.Wake();
    }

    private void WriteState(RecordKind kind, int place, SessionSnapshot snapshot, ControlCall? control)
    {
        ref Session s = ref _table[place];
        lock (Outbox.Gate)
        {
            BlockBuilder block = Outbox.Block(snapshot.Partition, snapshot.State.Length);
            long position = block.Position;
            block.AddState(kind, s.Position, snapshot);
            s.Position = position;
            if (control is not null)
            {
                Outbox.Done.Add(new Completion(Control: control));
            }
        }

        _writer!.Wake();
    }

    private SessionSnapshot SnapshotOf(in Session s, ReadOnlyMemory<byte> state) => new(
        PartitionOf(s.Id), s.Id, s.Model, s.Next, s.Owner, s.ExpiresAfter, s.Position, state);
}
