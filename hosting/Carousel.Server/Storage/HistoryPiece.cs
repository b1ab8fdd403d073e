namespace Carousel.Server.Storage;

/// <summary>Steps of a session that were taken out of the journal.</summary>
/// <param name="Session">The session.</param>
/// <param name="First">The number of the first step.</param>
/// <param name="Count">How many steps.</param>
/// <param name="Bytes">A record of how the piece begins, then the records of these steps, in order, as in the
/// journal.</param>
/// <param name="DropBefore">Older pieces that end before this step are dropped before the piece is written.</param>
internal sealed record HistoryPiece(
    UInt128 Session, long First, int Count, ReadOnlyMemory<byte> Bytes, long DropBefore);
