namespace Carousel.Server.Storage;

/// <summary>Values of rows that carry their own checksum.</summary>
internal static class SqliteRows
{
    private const int SumBits = 16;

    /// <summary>What a row of the journal says of the block before it.</summary>
    /// <param name="place">The place of the row.</param>
    /// <param name="number">The number of the partition's block before; 0 for none.</param>
    /// <returns>The number, followed by 16 bits of a checksum.</returns>
    public static long Before(long place, long number) =>
        (number << SumBits) | (StoreSums.Of(place, number) & ((1 << SumBits) - 1));

    /// <summary>Reads what <see cref="Before"/> wrote.</summary>
    /// <param name="place">The place of the row.</param>
    /// <param name="value">The value.</param>
    /// <returns>The number of the block before; null if it is damaged.</returns>
    public static long? Number(long place, long value)
    {
        long number = value >> SumBits;
        return Before(place, number) == value ? number : null;
    }
}
