using Carousel.Server.Storage;

namespace Carousel.Server.Engine;

/// <summary>Something that is written to the store beside the steps.</summary>
/// <param name="Write">Writes it, in the epoch given.</param>
/// <param name="Done">Told when it is written, or why it is not.</param>
internal sealed record KeepingWork(Action<ISessionStore, long> Write, Action<StoreException?> Done);
