using Carousel.Cluster.Stores;
using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>A write to the store other than steps.</summary>
/// <param name="Outbox">Of the worker that asks for it.</param>
/// <param name="Beginning">Of which of its beginnings: where steps were lost since, it is not written.</param>
/// <param name="Write">Writes it, in the epoch given.</param>
/// <param name="Done">Told when it is written, or why it is not.</param>
internal sealed record KeepingWork(
    Outbox Outbox, int Beginning, Action<ISessionStore, long> Write, Action<StoreException?> Done);
