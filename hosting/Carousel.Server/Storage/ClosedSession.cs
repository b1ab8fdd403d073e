namespace Carousel.Server.Storage;

/// <summary>A session that ended.</summary>
/// <param name="Session">Its id; another one may have begun under it since.</param>
/// <param name="Position">Where its end stands in the journal: snapshots behind that are another one's.</param>
internal readonly record struct ClosedSession(UInt128 Session, long Position);
