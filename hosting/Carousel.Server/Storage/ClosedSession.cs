namespace Carousel.Server.Storage;

/// <summary>A session that ended.</summary>
/// <param name="Session">Its id; another one may have begun under it since.</param>
/// <param name="Position">The position of its end in the journal: later snapshots belong to another session.</param>
internal readonly record struct ClosedSession(UInt128 Session, long Position);
