namespace Carousel.Server.Storage;

/// <summary>The position of a record in the journal of its partition: one number, rising with time, 0 for
/// nowhere.</summary>
internal static class JournalPosition
{
    private const int MostBytes = 1 << OffsetBits;

    private const int OffsetBits = 26;

    /// <summary>The position of a place in a block.</summary>
    /// <param name="block">The block's number, from 1.</param>
    /// <param name="offset">The place.</param>
    public static long Of(long block, int offset) => (block << OffsetBits) | (uint)offset;

    /// <summary>The block's number.</summary>
    /// <param name="position">A position.</param>
    public static long Block(long position) => position >> OffsetBits;

    /// <summary>The place in the block.</summary>
    /// <param name="position">A position.</param>
    public static int Offset(long position) => (int)(position & (MostBytes - 1));
}
