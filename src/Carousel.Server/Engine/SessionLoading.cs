using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>Reads the sessions of partitions: their snapshots, then what the journals say of them. States stay in the
/// store until they are needed.</summary>
/// <param name="store">The store.</param>
/// <param name="partitions">The partitions.</param>
internal sealed class SessionLoading(ISessionStore store, int[] partitions)
{
    private readonly SessionTable _table = new();

    /// <summary>Reads them.</summary>
    /// <param name="keepings">[partitions], overwritten.</param>
    /// <returns>The sessions, and by partition the number of the last block and the bytes of the journal.</returns>
    /// <exception cref="StoreException">The store fails, or its journal is damaged.</exception>
    public (SessionTable Table, long[] Last, long[] Bytes) Run(PartitionKeeping[] keepings)
    {
        long[] last = new long[partitions.Length], bytes = new long[partitions.Length];
        for (int p = 0; p < partitions.Length; p++)
        {
            keepings[p] = new PartitionKeeping(partitions[p]);
            foreach (SessionSnapshot snapshot in store.ReadSessions(partitions[p]))
            {
                _table.Add(NewSession(snapshot.Session, snapshot.Model, snapshot.Next, snapshot.Owner) with
                {
                    Position = snapshot.Position,
                    Saved = snapshot.Position,
                    SavedNext = snapshot.Next,
                    ExpiresAfter = snapshot.ExpiresAfter,
                });
            }

            foreach (JournalBlock block in store.ReadJournal(partitions[p], after: 0))
            {
                bytes[p] += block.Bytes.Length;
                for (int offset = 0; offset < block.Bytes.Length;)
                {
                    long position = JournalPosition.Of(block.Number, offset);
                    Apply(JournalRecord.Read(block.Bytes.Span, ref offset), position, keepings[p]);
                }
            }

            last[p] = store.LastBlock(partitions[p]);
        }

        return (_table, last, bytes);
    }

    private void Apply(JournalRecord record, long position, PartitionKeeping keeping)
    {
        int place = _table.Find(record.Session);
        switch (record.Kind)
        {
            case RecordKind.Close:
                keeping.Closed[record.Session] = position;
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

        // What a snapshot holds already, and steps of a session that is closed further on.
        if (place < 0 || position <= _table[place].Position)
        {
            return;
        }

        ref Session s = ref _table[place];
        s.Position = position;
        if (record.Kind == RecordKind.Steps)
        {
            s.Next = record.First + record.Count;
            s.Flags &= ~SessionFlags.Fresh;
        }
        else
        {
            (s.Next, s.Model) = (record.First, record.Model);
            s.Flags = record.State.IsEmpty ? SessionFlags.Fresh : SessionFlags.None;
        }
    }

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
