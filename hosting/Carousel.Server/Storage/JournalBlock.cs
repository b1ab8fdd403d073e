namespace Carousel.Server.Storage;

/// <summary>Records of one partition that were written at once.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Number">Its number within the partition, from 1; numbers may be left out.</param>
/// <param name="Bytes">The records, as <see cref="JournalRecord"/> describes them.</param>
internal readonly record struct JournalBlock(int Partition, long Number, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether blocks that were written before this one can't be read. A last block without bytes says only
    /// that.</summary>
    public bool IsAfterGap { get; init; }
}
