using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>Reads back what sessions of a worker did: from the blocks written last, the journal, and the
/// history.</summary>
/// <remarks>Called on any thread.</remarks>
/// <param name="store">The store.</param>
/// <param name="outbox">Of the worker whose sessions they are.</param>
internal sealed class StoredSteps(ISessionStore store, Outbox outbox)
{
    /// <summary>Records of a session from the newest back.</summary>
    /// <param name="partition">The session's partition.</param>
    /// <param name="position">Of the newest record.</param>
    /// <param name="after">Records at this position and before it are not read.</param>
    /// <returns>The records; they end where the journal was taken out.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public IEnumerable<byte[]> Back(int partition, long position, long after)
    {
        var blocks = new Dictionary<long, JournalBlock>();
        while (position > after)
        {
            byte[]? record;
            lock (outbox.Gate)
            {
                record = outbox.Find(partition, position);
            }

            if (record is null)
            {
                long number = JournalPosition.Block(position);
                if (!blocks.ContainsKey(number))
                {
                    // Those before the one that is read are asked for next, if at all.
                    blocks.Clear();
                    foreach (JournalBlock block in store.ReadBlocks(partition, number))
                    {
                        blocks.Add(block.Number, block);
                    }
                }

                if (!blocks.TryGetValue(number, out JournalBlock found))
                {
                    yield break;
                }

                int offset = JournalPosition.Offset(position);
                record = offset < found.Bytes.Length
                    ? JournalRecord.ReadAt(found, offset).Bytes.ToArray()
                    : throw Lacks();
            }

            yield return record;
            position = Whole(record).Before;
        }
    }

    /// <summary>The records of a session after a snapshot, or from a state in the journal on.</summary>
    /// <param name="partition">The session's partition.</param>
    /// <param name="position">Of its newest record.</param>
    /// <param name="snapshot">The last record that the snapshot contains; 0 without a snapshot.</param>
    /// <returns>The records from the newest back; the last one holds the state where the snapshot's is not
    /// used.</returns>
    /// <exception cref="StoreException">The store fails, or records are missing.</exception>
    public List<byte[]> Since(int partition, long position, long snapshot)
    {
        var records = new List<byte[]>();
        long reached = position;
        foreach (byte[] bytes in Back(partition, position, snapshot))
        {
            records.Add(bytes);
            JournalRecord record = Whole(bytes);
            if (record.HasState)
            {
                return records;
            }

            reached = record.Before;
        }

        // A state of another session would give wrong answers without an error.
        return reached == snapshot && snapshot > 0
            ? records
            : throw Lacks();
    }

    /// <summary>Stored steps.</summary>
    /// <param name="session">The session.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="position">Of its newest record.</param>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many.</param>
    /// <returns>[count]: row and answer of each; null where not all are kept.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public StoredStep[]? Read(UInt128 session, int partition, long position, long first, int count)
    {
        var steps = new StoredStep[count];
        int missing = count;
        bool? goesOn = null;
        long reached = long.MaxValue;
        foreach (byte[] record in Back(partition, position, after: 0))
        {
            if (!Fill(record, ref reached))
            {
                return null;
            }

            if (missing == 0)
            {
                return steps;
            }
        }

        foreach (HistoryPiece piece in store.ReadHistory(partition, session, first + count))
        {
            // Pieces follow each other without a hole.
            if (piece.First + piece.Count < Math.Min(reached, first + count))
            {
                throw Lacks();
            }

            // A piece holds its records in order: the last one first.
            var records = new List<byte[]>();
            for (int offset = 0; offset < piece.Bytes.Length;)
            {
                records.Add(JournalRecord.Read(piece.Bytes.Span, ref offset).Bytes.ToArray());
            }

            goesOn = records.Count > 0 && GoesOn(Whole(records[0]));
            for (int r = records.Count - 1; r >= 0 && missing > 0; r--)
            {
                if (!Fill(records[r], ref reached))
                {
                    return null;
                }
            }

            if (missing == 0)
            {
                return steps;
            }

            if (piece.First <= first)
            {
                break;
            }
        }

        return goesOn ?? OldestGoesOn(session, partition) ? throw Lacks() : null;

        // False where the session went on from another state there: steps before that are another sequence's.
        bool Fill(byte[] bytes, ref long reached)
        {
            JournalRecord record = Whole(bytes);
            if (record.Kind is RecordKind.Begin or RecordKind.State)
            {
                return false;
            }

            if (record.Kind == RecordKind.Move)
            {
                // The same steps go on, on another model.
                return true;
            }

            for (int s = record.Count - 1; s >= 0; s--)
            {
                long step = record.First + s;
                if (step >= first && step < first + count && step < reached)
                {
                    steps[step - first] = new StoredStep(
                        bytes.AsMemory(JournalRecord.StepsHead + (s * record.RowBytes), record.RowBytes),
                        bytes.AsMemory(
                            JournalRecord.StepsHead + (record.Count * record.RowBytes) + (s * record.AnswerBytes),
                            record.AnswerBytes));
                    missing--;
                }
            }

            reached = Math.Min(reached, record.First);
            return true;
        }
    }

    // Pieces of the first format do not report whether steps before them are kept.
    private static bool GoesOn(JournalRecord first) => first.Kind == RecordKind.Move;

    /// <summary>Whether the oldest piece follows steps that must be kept; also true without pieces.</summary>
    private bool OldestGoesOn(UInt128 session, int partition)
    {
        HistoryPiece? oldest = store.ReadHistory(partition, session, long.MaxValue).LastOrDefault();
        return oldest is null || (oldest.Bytes.Length > 0 && GoesOn(Whole(oldest.Bytes.Span)));
    }

    /// <summary>A copied record.</summary>
    /// <param name="bytes">The bytes of the record only.</param>
    public static JournalRecord Whole(ReadOnlySpan<byte> bytes)
    {
        int offset = 0;
        return JournalRecord.Read(bytes, ref offset);
    }

    private StoreException Lacks() => new(
        $"{store.Name} lacks steps of a session that it began. Restore a backup, or close the session.")
    {
        IsDamage = true,
    };
}
