namespace Carousel.Server.Storage;

/// <summary>What a store notes of its last durable records outside of its database, so that it is noticed when the
/// database loses some of them.</summary>
/// <param name="from">All records from this position on are noted.</param>
/// <param name="sessions">The noted records by session, in order.</param>
/// <param name="trimmed">[partitions]: the last block that was taken out of the journal.</param>
internal sealed class StoreTail(
    long from, IReadOnlyDictionary<UInt128, IReadOnlyList<TailRecord>> sessions, IReadOnlyList<long> trimmed)
{
    /// <summary>Nothing is noted.</summary>
    public static StoreTail None { get; } =
        new(long.MaxValue, new Dictionary<UInt128, IReadOnlyList<TailRecord>>(), []);

    /// <summary>All records from this position on are noted; the highest number if none is.</summary>
    public long From => from;

    /// <summary>The noted records by session, in order.</summary>
    public IReadOnlyDictionary<UInt128, IReadOnlyList<TailRecord>> Sessions => sessions;

    /// <summary>Whether the journal does not have a record any more because it was moved to the history.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="position">The record's position.</param>
    public bool IsTrimmed(int partition, long position) => JournalPosition.Block(position) <= trimmed[partition];
}
