using System.Collections.Concurrent;

namespace Carousel.Server.Engine;

/// <summary>The owners of all sessions. What they may do holds at every door, because the engine asks for it.</summary>
internal sealed class SessionOwners
{
    private readonly ConcurrentDictionary<long, SessionOwner> _owners = new();

    /// <summary>An owner; one that was not heard of has no limits.</summary>
    /// <param name="owner">The mark of its sessions.</param>
    public SessionOwner this[long owner] => _owners.GetOrAdd(owner, static _ => new SessionOwner());
}
