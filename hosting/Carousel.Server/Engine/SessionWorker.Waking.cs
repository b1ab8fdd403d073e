using System.Runtime.InteropServices;
using Carousel.Cluster.Stores;
using Carousel.Jobs.Streaming;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>Reads from the store; the worker continues with other sessions meanwhile.</content>
internal sealed partial class SessionWorker
{
    /// <summary>Whether a session's state is in the store only.</summary>
    private static bool IsAsleep(in Session s) => s.Row < 0 && !s.IsFresh;

    /// <summary>Whether there is memory for another state.</summary>
    /// <remarks>Only asked for: the room takes what the state really needs.</remarks>
    private bool MayWake(ModelRoom room) => _memory.Has(MemoryUse.States, Math.Max(room.WakeBytes, 1));

    /// <summary>Brings a session's state back.</summary>
    /// <returns>True if it is in memory at once; else the work continues when the store has answered.</returns>
    private bool TryWake(int index)
    {
        int place = _works[index].Place;
        ref Session s = ref _table[place];
        if (s.IsFresh)
        {
            s.Row = RoomOf(s.Model).Wake([]);
            _awake++;
            return true;
        }

        (UInt128 session, int partition, long position, long saved) = (s.Id, PartitionOf(s.Id), s.Position, s.Saved);

        // Many may be on their way at the same time.
        var message = new WokenMessage
        {
            Index = index,
            Place = place,
            Generation = _generation,
            Bytes = RoomOf(s.Model).WakeBytes,
        };
        _memory.Take(MemoryUse.States, message.Bytes);
        Post(message, () =>
        {
            SessionSnapshot? snapshot = saved > 0 ? _store.ReadSnapshot(partition, session) : null;
            message.State = snapshot?.State ?? default;
            message.Records.AddRange(_stored.Since(partition, position, snapshot?.Position ?? 0));
        });
        return false;
    }

    // When it has been read on another thread.
    private void Post(StoredMessage message, Action read) => _readers.Read(() =>
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            message.Failure = Failure(exception);
        }

        Post(message);
    });

    /// <summary>Replays the steps after the snapshot: the state is bit-identical to the one before.</summary>
    private void Woken(WokenMessage woken)
    {
        _memory.Give(MemoryUse.States, woken.Bytes);
        if (!IsOfNow(woken.Generation))
        {
            return;
        }

        ref Session s = ref _table[woken.Place];
        if (woken.Failure is { } failure)
        {
            if (failure.IsDamage)
            {
                Damage(ref s, failure);
            }

            LeaveRefused(woken.Index, FaultOf(failure));
            return;
        }

        ReadOnlyMemory<byte> state = woken.State;
        int count = woken.Records.Count;
        if (count > 0 && StoredSteps.Whole(woken.Records[^1]) is { HasState: true } begun)
        {
            state = begun.State.ToArray();
            count--;
        }

        ModelRoom room = RoomOf(s.Model);
        try
        {
            s.Row = room.Wake(state.Span);
        }
        catch (Carousel.Networks.StreamingStateException)
        {
            LeaveRefused(woken.Index, StepFault.Unavailable);
            return;
        }

        for (int r = count - 1; r >= 0; r--)
        {
            Replay(room, s.Row, StoredSteps.Whole(woken.Records[r]));
        }

        _awake++;
        _meters.Woken();
        _active.Add(woken.Index);
    }

    private static void Replay(ModelRoom room, int row, JournalRecord record)
    {
        for (int step = 0; step < record.Count; step++)
        {
            ReadOnlySpan<byte> value = record.Rows.Slice(step * record.RowBytes, record.RowBytes);
            if (room.Model.IsJob)
            {
                room.StepJob(row, value, new StepTurn());
            }
            else
            {
                room.Add(row, record.First + step, MemoryMarshal.Cast<byte, float>(value));
                room.Step();
            }
        }
    }

    /// <summary>What reading from the store ended with. Only what damaged bytes make a reader throw is
    /// damage.</summary>
    private static StoreException Failure(Exception exception) => exception as StoreException
        ?? new StoreException($"The store can't be read ({exception.Message.TrimEnd('.')}).", exception)
        {
            IsDamage = exception is ArgumentException or IndexOutOfRangeException or OverflowException
                or FormatException or InvalidCastException,
        };

    /// <summary>Reads steps again: those that a request repeats, or whose answers are asked for.</summary>
    private void ReadStored(int index)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        (UInt128 session, long position, int partition) = (s.Id, s.Position, PartitionOf(s.Id));
        long first = work.Call?.From[work.Item] ?? work.Control!.From;
        int count = work.Call is null ? work.Control!.Count : work.FirstNew;
        var message = new ReadMessage { Index = index, Generation = _generation };
        Post(message, () => message.Steps = _stored.Read(session, partition, position, first, count));
    }

    private void Read(ReadMessage read)
    {
        if (!IsOfNow(read.Generation))
        {
            return;
        }

        ref Work work = ref _works[read.Index];
        StepFault fault = read.Failure is { } failure
            ? FaultOf(failure)
            : read.Steps is null ? StepFault.NotKept
            : work.Call is { } call ? Compare(call, work.Item, read.Steps)
            : Answer(work.Control!, read.Steps);
        if (fault == StepFault.None && work.Call is not null)
        {
            // The answers may be of steps that are not durable yet: they wait like new ones.
            work.Call.IsTouched[_index] = true;
            work.IsBegun = work.Row == work.Call.Rows;
            _active.Add(read.Index);
            return;
        }

        if (work.Control is { } control)
        {
            ref Session s = ref _table[work.Place];
            (control.Fault, control.Model, control.Next) = (fault, s.Model, s.Next);
            Leave(read.Index);
            Tell(control);
            Drop(read.Index);
            GoOn();
        }
        else
        {
            LeaveRefused(read.Index, fault);
        }
    }

    private void LeaveRefused(int index, StepFault fault)
    {
        Leave(index);
        GoOn();
        Refuse(index, fault);
    }

    // With the works that waited until this one ended.
    private void GoOn()
    {
        _active.AddRange(_next);
        _next.Clear();
    }

    private static StepFault FaultOf(StoreException failure) =>
        failure.IsDamage ? StepFault.Damaged : StepFault.Unavailable;

    private static StepFault Compare(StepCall call, int item, StoredStep[] steps)
    {
        for (int row = 0; row < steps.Length; row++)
        {
            int at = (item * call.Rows) + row;
            ReadOnlySpan<byte> given =
                call.Width > 0 ? MemoryMarshal.AsBytes(call.Row(item, row)) : call.JobRows[at].Span;
            if (!given.SequenceEqual(steps[row].Row.Span))
            {
                call.Detail = $"Step {call.From[item] + row} was taken with other values.";
                return StepFault.Conflict;
            }

            if (call.Width > 0)
            {
                steps[row].Answer.Span.CopyTo(MemoryMarshal.AsBytes(call.Answer(item, row)));
            }
            else
            {
                call.JobAnswers[at] = steps[row].Answer;
            }
        }

        return StepFault.None;
    }

    private static StepFault Answer(ControlCall control, StoredStep[] steps)
    {
        if (SessionId.IsJob(control.Session))
        {
            control.JobAnswers = [.. steps.Select(s => s.Answer)];
            return StepFault.None;
        }

        int bytes = steps[0].Answer.Length;
        control.Answers = new byte[steps.Length * bytes];
        for (int s = 0; s < steps.Length; s++)
        {
            steps[s].Answer.Span.CopyTo(control.Answers.AsSpan(s * bytes));
        }

        return StepFault.None;
    }

    private abstract class StoredMessage
    {
        public required int Index { get; init; }

        public required int Generation { get; init; }

        public StoreException? Failure { get; set; }
    }

    private sealed class WokenMessage : StoredMessage
    {
        public required int Place { get; init; }

        public required long Bytes { get; init; }

        public ReadOnlyMemory<byte> State { get; set; }

        public List<byte[]> Records { get; } = [];
    }

    private sealed class ReadMessage : StoredMessage
    {
        public StoredStep[]? Steps { get; set; }
    }
}
