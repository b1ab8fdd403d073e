using System.Collections.Concurrent;

namespace Carousel.Server.Engine;

/// <summary>The owners of all sessions. The engine asks for their rights, so they apply to every endpoint.</summary>
internal sealed class SessionOwners
{
    private readonly ConcurrentDictionary<long, SessionOwner> _owners = new();

    /// <summary>An owner; one that was not heard of has no limits.</summary>
    /// <param name="owner">The mark of its sessions.</param>
    public SessionOwner this[long owner] => _owners.GetOrAdd(owner, static _ => new SessionOwner());

    /// <summary>Counts steps of an owner.</summary>
    /// <param name="call">The steps; if they may not be taken, its fault is set.</param>
    /// <returns>Whether they may be taken now.</returns>
    public bool MayStep(StepCall call)
    {
        int delay = call.Owner == 0 ? 0 : this[call.Owner].Delay(call.Items * call.Rows);
        if (delay <= 0)
        {
            return true;
        }

        call.RetrySeconds = delay;
        call.Refuse(StepFault.Rate);
        return false;
    }
}
