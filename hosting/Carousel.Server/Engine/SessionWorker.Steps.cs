using System.Diagnostics;
using System.Runtime.InteropServices;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>Rounds: one row of each session that has one, computed together.</content>
internal sealed partial class SessionWorker
{
    private void Round()
    {
        _round = Stopwatch.GetTimestamp();
        _next.Clear();
        foreach (int index in _active)
        {
            if (_works[index].Control is not null)
            {
                Execute(index);
            }
            else if (_works[index].IsBegun || BeginSteps(index))
            {
                TakeRow(index);
            }
        }

        foreach (ModelRoom room in _rooms.Values)
        {
            StepTogether(room);
        }

        GoOnWithHalves();
        FinishSteps();
        (_active, _next) = (_next, _active);
        _next.Clear();
    }

    /// <summary>Looks at what a request asks for.</summary>
    /// <returns>Whether its next row can be taken in this round.</returns>
    private bool BeginSteps(int index)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        StepCall call = work.Call!;
        ModelRoom room = RoomOf(s.Model);
        StepFault fault = FaultOf(call, work.Item, s, room, out int stored);
        if (fault != StepFault.None)
        {
            Leave(index);
            Refuse(index, fault);
            return false;
        }

        if (stored > 0 && work.FirstNew == 0)
        {
            (work.Row, work.FirstNew) = (stored, stored);
            ReadStored(index);
            return false;
        }

        if (s.Row < 0 && !MayWake(room))
        {
            Leave(index);
            Refuse(index, StepFault.Memory);
            return false;
        }

        if (s.Row < 0 && !TryWake(index))
        {
            return false;
        }

        if (_options.MovesSessions)
        {
            Move(work.Place);
        }

        if (work.Item == call.ItemsOf[_index][0])
        {
            _meters.Begun(RoomOf(s.Model).Meters, Stopwatch.GetElapsedTime(call.Arrived, _round));
        }

        work.IsBegun = true;
        return true;
    }

    private StepFault FaultOf(StepCall call, int item, in Session s, ModelRoom room, out int stored)
    {
        stored = 0;
        if (call.IsCanceled)
        {
            return StepFault.Canceled;
        }

        if (call.Model is { } name && name != room.Model.Name)
        {
            return StepFault.OtherModel;
        }

        if (call.Width != room.Model.InputSize)
        {
            return StepFault.Width;
        }

        if (!room.Model.IsJob && !call.SetAnswerWidth(room.Model.OutputSize))
        {
            return StepFault.OtherModel;
        }

        if (room.Model.Symbols > 0 && !AreSymbols(call, item, room.Model.Symbols))
        {
            return StepFault.Row;
        }

        long from = call.From[item];
        if (from == 0)
        {
            return StepFault.None;
        }

        if (from > s.Next)
        {
            return StepFault.Gap;
        }

        stored = (int)Math.Min(s.Next - from, call.Rows);
        return from < s.Next - _options.KeptSteps ? StepFault.NotKept : StepFault.None;
    }

    private static bool AreSymbols(StepCall call, int item, int symbols)
    {
        for (int row = 0; row < call.Rows; row++)
        {
            float value = call.Row(item, row)[0];
            if (!(value >= 0 && value < symbols && value == MathF.Truncate(value)))
            {
                call.Detail = $"Row {row + 1} has {value}, but a symbol is a whole number 0 to {symbols - 1}.";
                return false;
            }
        }

        return true;
    }

    private void TakeRow(int index)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        StepCall call = work.Call!;
        if (work.Row == call.Rows || call.IsCanceled)
        {
            _finished.Add(index);
            return;
        }

        ModelRoom room = RoomOf(s.Model);
        if (room.Model.IsJob)
        {
            BeginRow(index, room);
            return;
        }

        if (room.IsFull)
        {
            StepTogether(room);
        }

        room.Add(s.Row, s.Next, call.Row(work.Item, work.Row));
        room.Works.Add(index);
    }

    private void StepTogether(ModelRoom room)
    {
        if (room.Works.Count == 0)
        {
            return;
        }

        ReadOnlySpan<float> answers = room.Step();
        int width = room.Model.OutputSize;
        _meters.Stepped(room.Meters, room.Works.Count);
        for (int w = 0; w < room.Works.Count; w++)
        {
            ref Work work = ref _works[room.Works[w]];
            answers.Slice(w * width, width).CopyTo(work.Call!.Answer(work.Item, work.Row));
            Stepped(room.Works[w]);
        }

        room.Works.Clear();
    }

    private void Stepped(int index)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        s.Next++;
        s.Flags &= ~SessionFlags.Fresh;
        (++work.Row == work.Call!.Rows ? _finished : _next).Add(index);
    }

    /// <summary>Writes down what was stepped, and lets the callers know when that is durable.</summary>
    private void FinishSteps()
    {
        if (_finished.Count == 0)
        {
            return;
        }

        lock (Outbox.Gate)
        {
            foreach (int index in _finished)
            {
                Record(index);
            }
        }

        foreach (int index in _finished)
        {
            ref Work work = ref _works[index];
            StepCall call = work.Call!;
            (call.Next[work.Item], call.Version) = (_table[work.Place].Next, _table[work.Place].Model);
            if (call.IsCanceled && work.Row < call.Rows)
            {
                call.Faults[work.Item] = StepFault.Canceled;
            }

            call.IsTouched[_index] = true;
            SaveOften(work.Place, work.IsLong);
            Leave(index);
            ItemDone(call);
            Drop(index);
        }

        _finished.Clear();
    }

    /// <summary>However long a session lives, few of its steps are to be replayed, and no long ones.</summary>
    private void SaveOften(int place, bool isLong)
    {
        if (_table[place].Row >= 0
            && (isLong || _table[place].Next - _table[place].SavedNext >= _options.SnapshotSteps))
        {
            Save(place, leaves: false);
        }
    }

    /// <summary>Writes the new steps of a request into the journal. The outbox is locked.</summary>
    private void Record(int index)
    {
        ref Work work = ref _works[index];
        ref Session s = ref _table[work.Place];
        int count = work.Row - work.FirstNew;
        if (count == 0)
        {
            return;
        }

        StepCall call = work.Call!;
        long first = s.Next - count;
        int partition = PartitionOf(s.Id);
        if (call.Width > 0)
        {
            int rowBytes = call.Width * sizeof(float), answerBytes = call.AnswerWidth * sizeof(float);
            BlockBuilder block = Outbox.Block(partition, count * (rowBytes + answerBytes));
            long position = block.Position;
            Span<byte> room = block.AddSteps(s.Id, s.Position, first, count, rowBytes, answerBytes);
            int at = (work.Item * call.Rows) + work.FirstNew;
            MemoryMarshal.AsBytes(call.Values.AsSpan(at * call.Width, count * call.Width)).CopyTo(room);
            MemoryMarshal.AsBytes(call.Answers.AsSpan(at * call.AnswerWidth, count * call.AnswerWidth))
                .CopyTo(room[(count * rowBytes)..]);
            s.Position = position;
        }
        else
        {
            for (int row = work.FirstNew; row < work.Row; row++)
            {
                int at = (work.Item * call.Rows) + row;
                ReadOnlyMemory<byte> value = call.JobRows[at], answer = call.JobAnswers[at];
                BlockBuilder block = Outbox.Block(partition, value.Length + answer.Length);
                long position = block.Position;
                Span<byte> room = block.AddSteps(
                    s.Id, s.Position, first + row - work.FirstNew, 1, value.Length, answer.Length);
                value.Span.CopyTo(room);
                answer.Span.CopyTo(room[value.Length..]);
                s.Position = position;
            }
        }

        if (_watchers.IsWatched(s.Id))
        {
            Outbox.Done.Add(new Completion(News: NewsOf(call, work, s.Id, first, count)));
        }
    }

    private static SessionNews NewsOf(StepCall call, in Work work, UInt128 session, long first, int count)
    {
        int at = (work.Item * call.Rows) + work.FirstNew;
        return new SessionNews(
            session, first,
            call.Width > 0 ? call.Answers.AsSpan(at * call.AnswerWidth, count * call.AnswerWidth).ToArray() : [],
            call.AnswerWidth, call.Width > 0 ? [] : call.JobAnswers.AsSpan(at, count).ToArray(), IsEnd: false);
    }
}
