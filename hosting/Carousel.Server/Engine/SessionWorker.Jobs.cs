using System.Diagnostics;
using Carousel.Data;
using Carousel.Jobs.Streaming;

namespace Carousel.Server.Engine;

/// <content>Rows of models of jobs: their cost is known only when they are read, so sessions take turns by
/// time.</content>
internal sealed partial class SessionWorker
{
    // Fewer bytes rarely take more than a turn: then the state before them is in the store.
    private const int KeptRowBytes = 4096;

    // A turn of one row; and of a round, the time for all rows that had one already.
    private static readonly TimeSpan _turnTime = TimeSpan.FromMilliseconds(2), _halvesTime = 2 * _turnTime;

    private readonly Queue<int> _halves = new();
    private readonly StepTurn _turn = new();

    private void BeginRow(int index, ModelRoom room)
    {
        ref Work work = ref _works[index];
        StepCall call = work.Call!;
        if (_isLeaving && work.IsLong)
        {
            call.Faults[work.Item] = StepFault.Unavailable;
            _finished.Add(index);
            return;
        }

        if (call.Owner != 0 && _owners[call.Owner].UnitsDelay() is var delay and > 0)
        {
            (call.Faults[work.Item], call.RetrySeconds) = (StepFault.Rate, delay);
            _finished.Add(index);
            return;
        }

        work.Before = work.IsLong || call.JobRows[(work.Item * call.Rows) + work.Row].Length > KeptRowBytes
            ? room.Save(_table[work.Place].Row)
            : null;
        StepJob(index, room);
    }

    /// <summary>Rows that are half taken go on, the one that waits for longest first.</summary>
    private void GoOnWithHalves()
    {
        long begun = Stopwatch.GetTimestamp();
        for (int left = _halves.Count; left > 0; left--)
        {
            int index = _halves.Dequeue();
            StepJob(index, RoomOf(_table[_works[index].Place].Model));
            if (Stopwatch.GetElapsedTime(begun) > _halvesTime)
            {
                return;
            }
        }
    }

    private void StepJob(int index, ModelRoom room)
    {
        ref Work work = ref _works[index];
        StepCall call = work.Call!;
        int row = (work.Item * call.Rows) + work.Row;
        bool isFirst = !work.IsHalf;
        try
        {
            if (!isFirst && (call.IsCanceled || _isLeaving))
            {
                throw new OperationCanceledException();
            }

            // Steps of a broker have no caller that leaves.
            _turn.Cancellation = call.Cancellation.CanBeCanceled ? call.Cancellation : _ending.Token;
            _turn.IsFollowed = work.Row + 1 < call.Rows;
            _turn.Begin(_turnTime);
            byte[]? answer = room.StepJob(_table[work.Place].Row, call.JobRows[row].Span, _turn);
            if (isFirst && call.Owner != 0)
            {
                _owners[call.Owner].Charge(_turn.Units - 1);
            }

            if (answer is null)
            {
                work.IsHalf = work.IsLong = true;
                _halves.Enqueue(index);
                return;
            }

            call.JobAnswers[row] = answer;
        }
        catch (DataFormatException exception)
        {
            // The rows before it are taken; the fault marks the one that is not.
            call.Faults[work.Item] = StepFault.Row;
            call.Detail = $"Row {work.Row + 1}: {exception.Message}";
            _finished.Add(index);
            return;
        }
        catch (OperationCanceledException)
        {
            GiveUp(index, room, call.IsCanceled ? StepFault.Canceled : StepFault.Unavailable);
            return;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A model that fails on one row must not end the server.
            call.Detail = $"Row {work.Row + 1}: the model fails on it ({exception.Message.TrimEnd('.')}).";
            GiveUp(index, room, StepFault.Row);
            return;
        }

        (work.IsHalf, work.Before) = (false, null);
        _meters.Stepped(room.Meters, 1);
        Stepped(index);
    }

    /// <summary>Ends work at a row that is half taken: the session has the state of before it.</summary>
    private void GiveUp(int index, ModelRoom room, StepFault fault)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        if (work.Before is { } before)
        {
            room.Leave(s.Row);
            s.Row = room.Wake(before);
        }
        else
        {
            // It comes back from the store.
            Sleep(ref s);
        }

        (work.IsHalf, work.Before) = (false, null);
        work.Call!.Faults[work.Item] = fault;
        _finished.Add(index);
    }
}
