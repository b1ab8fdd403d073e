namespace Carousel.Training;

/// <summary>Neighbouring sequences of a batch, whose gradient is one chain of sums.</summary>
/// <param name="First">The place of the first one in the whole batch.</param>
/// <param name="Count">How many; 0 where a batch has fewer sequences than shards.</param>
public readonly record struct BatchShard(int First, int Count)
{
    /// <summary>One of the shards of a batch: as equal as whole sequences allow.</summary>
    /// <param name="shard">0 … shards − 1.</param>
    /// <param name="shards">Shards of every batch.</param>
    /// <param name="sequences">Sequences of this batch.</param>
    internal static BatchShard Of(int shard, int shards, int sequences)
    {
        int first = ShardTree.Share(shard, shards, sequences);
        return new BatchShard(first, ShardTree.Share(shard + 1, shards, sequences) - first);
    }
}
