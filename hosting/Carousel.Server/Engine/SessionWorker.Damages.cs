using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>Sessions whose stored bytes are damaged: they are refused, all others go on.</content>
internal sealed partial class SessionWorker
{
    private HashSet<UInt128> _lost = [];
    private IReadOnlyList<SessionSnapshot> _marks = [];

    /// <summary>Whether a session that is not in the table may be one that the store has lost.</summary>
    /// <param name="session">The session.</param>
    /// <param name="begins">Whether it is about to begin: then only a session whose id is known counts.</param>
    private bool IsLost(UInt128 session, bool begins) =>
        _lost.Contains(session) || (!begins && KeepingOf(PartitionOf(session)).LacksSessions);

    /// <summary>Ends a session of which only the id is known: its owner is not.</summary>
    private void CloseLost(ControlCall control)
    {
        _lost.Remove(control.Session);
        CountDamaged(-1);
        WriteClose(control.Session, before: 0, control.Next);
        Tell(control);
    }

    /// <summary>Writes marks of damage: what shows it may be gone at the next start.</summary>
    private void Mark()
    {
        if (_marks.Count == 0)
        {
            return;
        }

        (IReadOnlyList<SessionSnapshot> marks, int generation) = (_marks, _generation);
        _marks = [];
        _writer!.Enqueue(new KeepingWork(
            Outbox, generation, (store, epoch) => store.WriteSnapshots(epoch, marks),
            failure => Post(new MarkedMessage(failure is null ? [] : marks, generation))));
    }

    private void Marked(MarkedMessage marked)
    {
        if (IsOfNow(marked.Generation))
        {
            // One that was closed since may have begun again.
            _marks = [.. marked.Undone.Where(m => _lost.Contains(m.Session) || IsDamaged(_table.Find(m.Session))
                || m.Session == SessionMark.IdOfPartition(m.Partition, _store.Partitions))];
        }
    }

    private bool IsDamaged(int place) => place >= 0 && _table[place].IsDamaged;

    private void Damage(ref Session s, StoreException failure)
    {
        if (!s.IsDamaged)
        {
            s.Flags |= SessionFlags.Damaged;
            CountDamaged(1);
            Report($"Session {SessionId.Text(s.Id)} is damaged: {failure.Message}");
        }
    }

    private void CountDamaged(int more)
    {
        _damaged += more;
        _meters.CountDamaged(more);
    }

    private void Report(string sentence) => _failed(new StoreException(sentence) { IsDamage = true });

    private sealed record MarkedMessage(IReadOnlyList<SessionSnapshot> Undone, int Generation);
}
