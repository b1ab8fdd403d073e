namespace Carousel.Server.Engine;

/// <summary>Where the compaction of a partition's journal is.</summary>
/// <param name="partition">The partition.</param>
internal sealed class PartitionKeeping(int partition)
{
    /// <summary>The partition.</summary>
    public int Partition => partition;

    /// <summary>Whether the store lacks sessions whose ids are unknown: one that is not found may be among them.
    /// </summary>
    public bool LacksSessions { get; set; }

    /// <summary>What is being done.</summary>
    public KeepingPhase Phase { get; set; }

    /// <summary>The last block that is to be taken out.</summary>
    public long Through { get; set; }

    /// <summary>The first position after those blocks.</summary>
    public long Start { get; set; }

    /// <summary>The next place of the table to be looked at.</summary>
    public int Cursor { get; set; }

    /// <summary>Whether this pass has found a session whose snapshot is too old.</summary>
    public bool HasFound { get; set; }

    /// <summary>Sessions that ended since the last compaction, and where that stands. A new one may have begun under
    /// the same id.</summary>
    public Dictionary<UInt128, long> Closed { get; } = [];
}
