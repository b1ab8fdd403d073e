using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <content>Sessions whose stored bytes are damaged: they are refused, all others go on.</content>
internal sealed partial class SessionWorker
{
    private HashSet<UInt128> _lost = [];

    /// <summary>Whether a session that is not in the table may be one that the store has lost.</summary>
    /// <param name="session">The session.</param>
    /// <param name="begins">Whether it is about to begin: then only a session whose id is known counts.</param>
    private bool IsLost(UInt128 session, bool begins) =>
        _lost.Contains(session) || (!begins && KeepingOf(PartitionOf(session)).LacksSessions);

    private void Damage(ref Session s, StoreException failure)
    {
        if (!s.Flags.HasFlag(SessionFlags.Damaged))
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
}
