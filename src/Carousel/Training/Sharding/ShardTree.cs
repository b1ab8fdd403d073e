using System.Numerics;

namespace Carousel.Training;

/// <summary>
/// The fixed binary tree by which the shards' gradients are summed. A node holds neighbouring shards [First, End); its
/// left half is the largest power of two below its size.
/// </summary>
internal static class ShardTree
{
    /// <summary>Where a part begins, of parts as equal as whole things allow.</summary>
    public static int Share(int part, int parts, int things) => (int)((long)things * part / parts);

    /// <summary>Where the right half of a node of two shards or more begins.</summary>
    public static int Middle(ShardNode node) =>
        node.First + (1 << BitOperations.Log2((uint)(node.Count - 1)));

    /// <summary>The shards that a rank owns.</summary>
    public static ShardNode Owned(int rank, int ranks, int shards) =>
        new(Share(rank, ranks, shards), Share(rank + 1, ranks, shards));

    /// <summary>The fewest nodes of the tree that hold what a rank owns and nothing else, in order.</summary>
    public static List<ShardNode> Cover(int rank, int ranks, int shards)
    {
        var nodes = new List<ShardNode>();
        Cover(new ShardNode(0, shards), Owned(rank, ranks, shards), nodes);
        return nodes;
    }

    private static void Cover(ShardNode node, ShardNode owned, List<ShardNode> nodes)
    {
        if (node.First >= owned.End || node.End <= owned.First)
        {
            return;
        }

        if (node.First >= owned.First && node.End <= owned.End)
        {
            nodes.Add(node);
            return;
        }

        Cover(node.Left, owned, nodes);
        Cover(node.Right, owned, nodes);
    }
}

/// <summary>A node of the tree.</summary>
/// <param name="First">Its first shard.</param>
/// <param name="End">One after its last.</param>
internal readonly record struct ShardNode(int First, int End)
{
    public int Count => End - First;

    /// <summary>Sums in a chain from a leaf of the node to its top.</summary>
    public int Depth => Count <= 1 ? 0 : BitOperations.Log2((uint)(Count - 1)) + 1;

    public ShardNode Left => new(First, ShardTree.Middle(this));

    public ShardNode Right => new(ShardTree.Middle(this), End);
}
