using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>What keeps the journals of its partitions short.</content>
internal sealed partial class SessionWorker
{
    // Of sessions that ended something is in memory until their records leave the journal.
    private const int MostClosed = 100_000;

    private void Compact(PartitionKeeping keeping)
    {
        if (keeping.Phase == KeepingPhase.None && !_isEnding)
        {
            lock (Outbox.Gate)
            {
                if (Outbox.JournalBytes(keeping.Partition) < _options.JournalBytes
                    && keeping.Closed.Count < MostClosed)
                {
                    return;
                }

                Outbox.ForgetBytes(keeping.Partition);
                keeping.Through = Outbox.LastFinished(keeping.Partition);
            }

            keeping.Start = JournalPosition.Of(keeping.Through + 1, 0);
            (keeping.Phase, keeping.Cursor, keeping.HasFound) = (KeepingPhase.Saving, 0, false);
        }

        if (keeping.Phase == KeepingPhase.Saving)
        {
            SaveOld(keeping);
        }
    }

    /// <summary>Saves sessions whose snapshots are older than the blocks that are to go.</summary>
    private void SaveOld(PartitionKeeping keeping)
    {
        int end = Math.Min(keeping.Cursor + PlacesAtOnce, _table.Places), waking = 0;
        for (; keeping.Cursor < end && waking < MostWaking && MaySave; keeping.Cursor++)
        {
            if (!_table.IsUsed(keeping.Cursor))
            {
                continue;
            }

            ref Session s = ref _table[keeping.Cursor];
            if (s.Saved >= keeping.Start || PartitionOf(s.Id) != keeping.Partition)
            {
                continue;
            }

            if (s.IsDamaged)
            {
                // What can still be read of it stays in the journal until it is closed.
                keeping.Phase = KeepingPhase.None;
                return;
            }

            if (s.Saved == s.Position)
            {
                continue;
            }

            keeping.HasFound = true;
            if (IsAsleep(s))
            {
                waking++;
                Accept(s.Id, new Work { Control = new ControlCall(ControlKind.Keep, s.Id, s.Owner) });
            }
            else if (s.Head < 0
                || (_works[s.Head].Row == _works[s.Head].FirstNew && !_works[s.Head].IsHalf))
            {
                Save(keeping.Cursor, leaves: false);
            }
        }

        if (keeping.Cursor < _table.Places)
        {
            return;
        }

        if (keeping.HasFound)
        {
            (keeping.Cursor, keeping.HasFound) = (0, false);
            return;
        }

        Move(keeping);
    }

    private void Move(PartitionKeeping keeping)
    {
        // No state of a session that ended before may be written after this.
        Flush();
        keeping.Phase = KeepingPhase.Moving;
        _moving++;
        var closed = new Dictionary<UInt128, long>(keeping.Closed);
        int generation = _generation;
        long through = keeping.Through;
        var compaction = new JournalCompaction(
            _store, (write, done) => _writer!.Enqueue(new KeepingWork(Outbox, generation, write, done)),
            _options.KeptSteps);

        // After the present content of the outbox: all blocks that are removed are durable then.
        _writer!.Enqueue(new KeepingWork(
            Outbox, generation, static (_, _) => { },
            failure => Task.Run(async () =>
            {
                bool isDone = false;
                try
                {
                    if (failure is null)
                    {
                        await compaction.RunAsync(keeping.Partition, through, closed, _ending.Token)
                            .ConfigureAwait(false);
                        isDone = true;
                    }
                }
                catch (Exception exception)
                    when (exception is StoreException or OperationCanceledException or OutOfMemoryException)
                {
                    // The blocks stay; the next round tries again.
                }
                catch (Exception exception)
                {
                    _failed(new StoreException(
                        $"The journal of partition {keeping.Partition} could not be compacted: "
                        + $"{exception.Message.TrimEnd('.')}.",
                        exception));
                }
                finally
                {
                    // Whatever happened: the worker waits for this before it ends.
                    Post(new CompactedMessage(keeping.Partition, isDone ? closed : [], generation));
                }
            })));
    }

    private void Compacted(CompactedMessage compacted)
    {
        _moving--;
        if (IsOfNow(compacted.Generation))
        {
            PartitionKeeping keeping = KeepingOf(compacted.Partition);
            keeping.Phase = KeepingPhase.None;
            foreach ((UInt128 session, long position) in compacted.Closed)
            {
                // An end in a block that stays is still in the journal. A session with the same id may have begun and
                // ended since.
                if (position < keeping.Start && keeping.Closed.GetValueOrDefault(session) == position)
                {
                    keeping.Closed.Remove(session);
                }
            }
        }
    }
}
