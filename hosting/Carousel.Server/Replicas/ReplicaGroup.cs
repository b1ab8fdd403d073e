using System.Diagnostics;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Replicas;

/// <summary>Partitions that were leased together, and the engine that has their sessions.</summary>
/// <param name="lease">The lease.</param>
/// <param name="store">Writes for it.</param>
internal sealed class ReplicaGroup(Lease lease, ISessionStore store) : IPassageTarget, IDisposable
{
    private long _heldUntil;
    private volatile bool _isLost;

    /// <summary>What is leased.</summary>
    public Lease Lease { get; set; } = lease;

    /// <summary>Writes for it.</summary>
    public ISessionStore Store => store;

    /// <summary>The engine; null where it is not open.</summary>
    public SessionEngine? Engine { get; set; }

    /// <summary>Whether no other replica can have the partitions, by a clock that also runs while the process is
    /// stopped.
    /// </summary>
    public bool IsHeld => !_isLost && Stopwatch.GetTimestamp() < Volatile.Read(ref _heldUntil);

    /// <summary>Whether the lease is lost for good.</summary>
    public bool IsLost => _isLost;

    /// <inheritdoc/>
    public Uri? Address => null;

    /// <summary>The lease was renewed.</summary>
    /// <param name="asked">When that was asked for.</param>
    public void Renewed(long asked) => Volatile.Write(
        ref _heldUntil,
        asked + (long)((ReplicaTimes.Lease - ReplicaTimes.Margin).TotalSeconds * Stopwatch.Frequency));

    /// <summary>The lease is lost: nothing is answered any more.</summary>
    public void Lose() => _isLost = true;

    /// <inheritdoc/>
    public void Post(Passage passage) => _ = Engine is { } engine ? RunAsync(passage, engine) : ReturnAsync(passage);

    /// <inheritdoc/>
    /// <remarks>The engine ends what it has begun.</remarks>
    public bool TryForget(Passage passage, out Passing end)
    {
        end = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Engine?.Dispose();
        store.Dispose();
    }

    // A route may still point here while the engine is taken away.
    private async Task ReturnAsync(Passage passage)
    {
        await Task.Yield();
        passage.Route.Ended(passage, this, Passing.NotDone);
    }

    private async Task RunAsync(Passage passage, SessionEngine engine)
    {
        bool isHeld = false;
        try
        {
            if (passage.Steps is { } steps)
            {
                await engine.TakeAsync(steps).ConfigureAwait(false);
                isHeld = IsHeld;
            }
            else
            {
                ControlCall attempt = passage.Control!.Copy();
                await engine.AskAsync(attempt).ConfigureAwait(false);
                isHeld = IsHeld;
                if (isHeld)
                {
                    passage.Control.Take(attempt);
                }
            }
        }
        finally
        {
            // In every case: a passage that never ends would block the partition for good. The present owner of the
            // partition also answers reads and refusals.
            passage.Route.Ended(passage, this, isHeld ? Passing.Done : Passing.Unknown);
        }
    }
}
