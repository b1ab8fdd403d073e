namespace Carousel.Server.Storage;

/// <summary>What a store notes of its last durable records outside of its database, so that it is noticed when the
/// database loses some of them.</summary>
/// <param name="from">All records from this position on are noted.</param>
/// <param name="sessions">The noted records by session, in order.</param>
internal sealed class StoreTail(long from, IReadOnlyDictionary<UInt128, IReadOnlyList<TailRecord>> sessions)
{
    /// <summary>Nothing is noted.</summary>
    public static StoreTail None { get; } = new(long.MaxValue, new Dictionary<UInt128, IReadOnlyList<TailRecord>>());

    /// <summary>All records from this position on are noted; the highest number if none is.</summary>
    public long From => from;

    /// <summary>The noted records by session, in order.</summary>
    public IReadOnlyDictionary<UInt128, IReadOnlyList<TailRecord>> Sessions => sessions;
}
