using Carousel.Cluster.Stores;
using Carousel.Server.Models;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>How work gets to its session, and leaves it.</content>
internal sealed partial class SessionWorker
{
    /// <summary>Queues work after the work that its session already has.</summary>
    private void Accept(UInt128 session, Work work)
    {
        work.Place = _isDown ? -1 : _table.Find(session);
        int index = _works.Add(work);
        if (_isDown)
        {
            Refuse(index, StepFault.Unavailable);
            return;
        }

        if (work.Place < 0)
        {
            if (work.Control is { Kind: ControlKind.Close } end && _lost.Contains(session))
            {
                CloseLost(end);
                Drop(index);
            }
            else if (IsLost(session, work.Control?.Kind == ControlKind.Begin))
            {
                Refuse(index, StepFault.Damaged);
            }
            else if (work.Control is { Kind: ControlKind.Begin } begin && HasRoom(begin.Model))
            {
                Begin(begin);
                Drop(index);
            }
            else
            {
                Refuse(index, work.Control?.Kind == ControlKind.Begin ? StepFault.Unavailable : StepFault.NoSession);
            }

            return;
        }

        ref Session s = ref _table[work.Place];
        long owner = work.Call?.Owner ?? work.Control!.Owner;
        if (s.Owner != owner || work.Control is { Kind: ControlKind.Begin })
        {
            Refuse(index, StepFault.NoSession);
        }
        else if (s.IsDamaged)
        {
            // Its end is all that can be said of it.
            if (work.Control is { Kind: ControlKind.Close })
            {
                Queue(index, ref s);
            }
            else
            {
                Refuse(index, StepFault.Damaged);
            }
        }
        else if (!HasRoom(s.Model))
        {
            Refuse(index, StepFault.Unavailable);
        }
        else if (owner != 0 && !IsOwn(work.Control) && !_owners[owner].MayUse(RoomOf(s.Model).Model.Name))
        {
            Refuse(index, StepFault.Model);
        }
        else
        {
            Queue(index, ref s);
        }
    }

    private void Queue(int index, ref Session s)
    {
        if (s.Head < 0)
        {
            (s.Head, s.Tail) = (index, index);
            _active.Add(index);
        }
        else
        {
            _works[s.Tail].Behind = index;
            s.Tail = index;
        }
    }

    /// <summary>What the worker asks for itself, and what an owner may do with sessions whose model is closed to it by
    /// now.</summary>
    private static bool IsOwn(ControlCall? control) => control?.Kind is ControlKind.Keep or ControlKind.Close;

    /// <summary>Ends the current work of a session and begins the next in its queue.</summary>
    private void Leave(int index)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        s.Head = work.Behind;
        s.Used = _now;
        if (s.Head < 0)
        {
            s.Tail = -1;
        }
        else
        {
            _next.Add(s.Head);
        }
    }

    /// <summary>Frees the room of work whose session does not hold it any more.</summary>
    private void Drop(int index) => _works.Remove(index);

    /// <summary>Ends work that did nothing to its session.</summary>
    private void Refuse(int index, StepFault fault)
    {
        ref Work work = ref _works[index];
        if (work.Control is { } control)
        {
            Refuse(control, fault);
        }
        else
        {
            work.Call!.Faults[work.Item] = fault;
            if (work.Place >= 0 && fault is not (StepFault.NoSession or StepFault.Unavailable or StepFault.Damaged))
            {
                // The steps before may not be durable yet: the number waits for them like an answer.
                work.Call.Next[work.Item] = _table[work.Place].Next;
                work.Call.IsTouched[_index] = true;
            }

            ItemDone(work.Call);
        }

        Drop(index);
    }

    private void Refuse(ControlCall control, StepFault fault)
    {
        if (control.Kind == ControlKind.Begin)
        {
            _owners[control.Owner].Count(-1);
        }

        control.Fault = fault;
        control.Finish();
    }

    /// <summary>An item of a call is done; the last one notifies the caller when its writes are durable.</summary>
    private void ItemDone(StepCall call)
    {
        Interlocked.Add(ref _waiting, -call.Rows);
        int items = ++call.DoneItems[_index];
        if (items < call.ItemCounts[_index])
        {
            return;
        }

        if (!call.IsTouched[_index])
        {
            Telling.Begin([call]);
            return;
        }

        lock (Outbox.Gate)
        {
            Outbox.Done.Add(new Completion(call, Items: items));
        }
    }

    /// <summary>Whether a version can be stepped; it is loaded where it is not yet.</summary>
    private bool HasRoom(int model)
    {
        if (_rooms.ContainsKey(model))
        {
            return true;
        }

        try
        {
            ServedModel version = _models.Of(model);
            _rooms.Add(model, new ModelRoom(version, _meters.Of(version), _memory, _index));
            return true;
        }
        catch (Exception exception) when (exception
            is StoreException or Carousel.Storage.ModelFileException
            or Carousel.Jobs.Streaming.SteppingException or NotSupportedException or IOException)
        {
            return false;
        }
    }

    /// <summary>The room of a version whose sessions have work: it was made when the work was accepted.</summary>
    private ModelRoom RoomOf(int model) => _rooms[model];

    private int PartitionOf(UInt128 session) => SessionId.Partition(session, _store.Partitions);
}
